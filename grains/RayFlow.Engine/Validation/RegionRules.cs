using RayFlow.Engine.Planning;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;

namespace RayFlow.Engine.Validation;

/// <summary>RF406 to RF408 and RF410: regions are entered and read only through their owners, and a break is inside a loop.</summary>
internal sealed class RegionRules(FlowWiring wiring, ReadProblems problems, FlowFindings findings)
{
    private readonly RegionMap _regions = wiring.Regions;
    private readonly Dictionary<int, string> _rightful = [];

    public void Check()
    {
        CheckExec();
        CheckBreaks();
        CheckReads();
    }

    private void CheckExec()
    {
        foreach (var leak in _regions.Leaks)
        {
            var wire = wiring.Exec[leak.Edge];
            var into = _regions.Regions[leak.Into];
            var rightful = RightfulEdge(wire.Target, leak.Into);
            findings.AddEdge(
                DiagnosticCodes.RegionEntered,
                wire.Edge,
                "",
                $"{findings.EdgeWords(wire.Edge)} enters {Words(leak.Into)} from {Words(leak.From)}: '{wiring.IdOf(wire.Target)}' belongs there, because {rightful} leads to it. Remove one of the two. {After(into)}",
                wire.Target);
        }
    }

    /// <summary>An edge that makes a node belong to its region, in words. Found once per node, which may have leaks by the thousand.</summary>
    private string RightfulEdge(int node, int region)
    {
        if (!_rightful.TryGetValue(node, out var words))
        {
            words = FindRightfulEdge(node, region);
            _rightful.Add(node, words);
        }

        return words;
    }

    private string FindRightfulEdge(int node, int region)
    {
        foreach (var at in wiring.ExecIn[node])
        {
            var wire = wiring.Exec[at];
            var opens = RegionOutputs.Find(wiring.OperationOf(wire.Source), wire.Output) is { } output ? _regions.Opened(wire.Source, output) : _regions.RegionOfNode[wire.Source];
            if (opens == region && !_regions.Closing[at])
            {
                return "e" + findings.EdgeWords(wire.Edge)[1..];
            }
        }

        return "an edge of it";
    }

    private string After(FlowRegion region)
    {
        var owner = wiring.IdOf(region.OwnerNode);
        return RegionOutputs.IsLoop(wiring.OperationOf(region.OwnerNode))
            ? $"What runs after the loop goes on '{owner}.exec-completed', apart from the body."
            : $"What '{owner}.{region.Output}' reaches is apart from everything else.";
    }

    private void CheckBreaks()
    {
        var inLoop = new bool[_regions.Regions.Length];
        foreach (var region in _regions.Regions.Skip(1))
        {
            inLoop[region.Index] = inLoop[region.Parent] || RegionOutputs.IsLoop(wiring.OperationOf(region.OwnerNode));
        }

        for (var node = 0; node < wiring.Count; node++)
        {
            if (wiring.OperationOf(node) == ControlOperation.Break && !inLoop[_regions.RegionOfNode[node]])
            {
                findings.AddNode(DiagnosticCodes.BreakOutsideLoop, node, "", $"Node '{wiring.IdOf(node)}' breaks a loop, but it is not inside the body of one. Move it into a body, or remove it.");
            }
        }
    }

    private void CheckReads()
    {
        var home = HomesOfPureNodes();
        for (var wire = 0; wire < wiring.Data.Count; wire++)
        {
            var (_, source, target, output, input) = wiring.Data[wire];
            if (wiring.IsFree(target))
            {
                continue;
            }

            var from = home[source];
            var reader = ReaderRegion(target, input);
            if (!_regions.IsWithin(reader, from))
            {
                problems.Report(
                    wire,
                    DiagnosticCodes.RegionRead,
                    $"'{wiring.IdOf(target)}' reads '{wiring.IdOf(source)}.{Display.Name(output)}', {(wiring.IsFree(source) ? "which is made of values inside" : "which is made inside")} {Words(from)}, but '{wiring.IdOf(target)}' is not in it. {HandOut(from)}");
            }
            else if (wiring.IsTurnOutput(source, output) && source != target && !IsInBody(source, reader))
            {
                findings.AddEdge(
                    DiagnosticCodes.TurnOutputOutside,
                    wiring.Data[wire].Edge,
                    "",
                    $"'{wiring.IdOf(target)}' reads '{wiring.IdOf(source)}.{Display.Name(output)}', which belongs to one turn of the loop, but '{wiring.IdOf(target)}' is not in its body. {HandOutOf(source)}",
                    target);
            }
        }
    }

    /// <summary>Per node the innermost region that its value comes from; a pure node that is evaluated on demand has none of its own.</summary>
    private int[] HomesOfPureNodes()
    {
        int[] home = [.. _regions.RegionOfNode];
        var among = Adjacency.Of(wiring.Count, wiring.Data.Count, wire => wiring.IsFree(wiring.Data[wire].Source) && wiring.IsFree(wiring.Data[wire].Target) ? wiring.Data[wire].Source : -1);
        foreach (var node in TopologicalOrder.Of(among, wiring.Data.Count, wire => wiring.Data[wire].Target).Nodes)
        {
            if (!wiring.IsFree(node))
            {
                continue;
            }

            foreach (var wire in wiring.DataIn[node])
            {
                home[node] = Meet(wire, home[node], home[wiring.Data[wire].Source]);
            }
        }

        return home;
    }

    private int Meet(int wire, int one, int other)
    {
        if (_regions.IsWithin(one, other))
        {
            return one;
        }

        if (!_regions.IsWithin(other, one))
        {
            var (_, source, target, output, _) = wiring.Data[wire];
            problems.Report(
                wire,
                DiagnosticCodes.RegionRead,
                $"'{wiring.IdOf(target)}' reads '{wiring.IdOf(source)}.{Display.Name(output)}' from {Words(other)} and another value from {Words(one)}. No reader can be in both. {HandOut(other)}");
            return one;
        }

        return other;
    }

    private int ReaderRegion(int target, string input)
    {
        // Each turn hands its value to the loop: this one input is read inside the body.
        var body = RegionOutputs.IsLoop(wiring.OperationOf(target)) && input == "collect" ? _regions.Opened(target, "exec-body") : -1;
        return body >= 0 ? body : _regions.RegionOfNode[target];
    }

    private bool IsInBody(int loop, int region) =>
        _regions.Opened(loop, "exec-body") is >= 0 and var body && _regions.IsWithin(region, body);

    private string HandOut(int region) => HandOutOf(_regions.Regions[region].OwnerNode);

    private string HandOutOf(int owner) =>
        wiring.Types[owner] is { } type && type.Inputs.Any(pin => pin.Name == "collect")
            ? $"Wire the value to '{wiring.IdOf(owner)}.collect' and read '{wiring.IdOf(owner)}.collected', or set a variable."
            : "Set a variable inside and get it outside, or move the reader inside.";

    private string Words(int region)
    {
        var (_, _, owner, output) = _regions.Regions[region];
        return region == 0 ? "outside"
            : RegionOutputs.IsLoop(wiring.OperationOf(owner)) ? $"the body of '{wiring.IdOf(owner)}'"
            : $"the '{Display.Name(output)}' part of '{wiring.IdOf(owner)}'";
    }
}
