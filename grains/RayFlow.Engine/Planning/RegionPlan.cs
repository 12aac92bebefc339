namespace RayFlow.Engine.Planning;

/// <summary>Makes a graph's regions of a <see cref="RegionMap"/>: numbers their nodes, and adds an empty region for an owner's output that nothing is connected to.</summary>
internal sealed class RegionPlan(RegionMap map)
{
    private readonly List<(int Parent, int Owner, int Port)> _regions = [.. map.Regions.Select(region => (region.Parent, region.OwnerNode, -1))];

    /// <summary>The region that an owner's port opens.</summary>
    public int Open(int owner, int port, string output)
    {
        var region = map.Opened(owner, output);
        if (region < 0)
        {
            region = _regions.Count;
            _regions.Add((map.RegionOfNode[owner], owner, port));
        }

        _regions[region] = _regions[region] with { Port = port };
        return region;
    }

    /// <summary>Assigns the nodes that START reaches to their regions. Edges from others are dead from the beginning.</summary>
    public GraphRegion[] Build(GraphNode[] nodes, Wires wires, bool[] reached)
    {
        var members = _regions.ConvertAll(_ => new List<int>());
        foreach (var node in nodes)
        {
            if (reached[node.Index])
            {
                node.Region = map.RegionOfNode[node.Index];
                node.Local = members[node.Region].Count;
                members[node.Region].Add(node.Index);
            }
        }

        var depths = new int[_regions.Count];
        var regions = new GraphRegion[_regions.Count];
        for (var i = 0; i < regions.Length; i++)
        {
            var (parent, owner, port) = _regions[i];
            depths[i] = parent < 0 ? 0 : depths[parent] + 1;
            regions[i] = new GraphRegion(i, parent, owner, port, depths[i], [.. members[i]])
            {
                Fresh = [.. members[i].Select(node => Fresh(node, wires, reached))],
            };
        }

        return regions;
    }

    private static Running.NodeSlot Fresh(int node, Wires wires, bool[] reached)
    {
        var slot = default(Running.NodeSlot);
        foreach (var wire in wires.ExecIn[node])
        {
            slot.Unsettled += reached[wires.Exec[wire].Source] ? 1 : 0;
        }

        return slot;
    }
}
