using RayFlow.Engine.Planning;
using Xunit;

namespace RayFlow.Engine.Tests.Planning;

public class RegionMapTests
{
    [Fact]
    public void Of_NestedLoops_PutsEachNodeIntoItsInnermostRegion()
    {
        // 0 → loop 1 {2, loop 3 {4}, 5} → 6
        var map = RegionMap.Of(7, [new(0, 1), new(1, 2, "exec-body"), new(2, 3), new(3, 4, "exec-body"), new(3, 5), new(1, 6)]);

        Assert.Equal([0, 0, 1, 1, 2, 1, 0], map.RegionOfNode.ToArray());
        Assert.Equal([new FlowRegion(0, -1, -1, ""), new FlowRegion(1, 0, 1, "exec-body"), new FlowRegion(2, 1, 3, "exec-body")], map.Regions.ToArray());
        Assert.Empty(map.Leaks);
        Assert.Equal((1, 2, -1), (map.Opened(1, "exec-body"), map.Opened(3, "exec-body"), map.Opened(0, "exec-body")));
        Assert.True(map.IsWithin(2, 1) && map.IsWithin(2, 0) && map.IsWithin(1, 1));
        Assert.False(map.IsWithin(1, 2) || map.IsWithin(0, 1));
    }

    [Fact]
    public void Of_ATry_MakesARegionOfEachPart()
    {
        var map = RegionMap.Of(4, [new(0, 1, "exec-try"), new(0, 2, "exec-catch"), new(0, 3, "exec-finally")]);

        Assert.Equal(["", "exec-try", "exec-catch", "exec-finally"], map.Regions.Select(region => region.Output));
        Assert.Equal([0, 1, 2, 3], map.RegionOfNode.ToArray());
        Assert.False(map.IsWithin(1, 2) || map.IsWithin(2, 1));
    }

    [Fact]
    public void Of_ANodeThatOutsideReachesToo_LeavesItInsideAndNamesTheEdge()
    {
        var map = RegionMap.Of(4, [new(0, 1), new(1, 2, "exec-body"), new(2, 3), new(0, 3)]);

        Assert.Equal([0, 0, 1, 1], map.RegionOfNode.ToArray());
        Assert.Equal([new RegionLeak(3, 0, 1)], map.Leaks.ToArray());
    }

    [Fact]
    public void Of_SiblingsThatMeet_PrefersTheFirst()
    {
        var map = RegionMap.Of(4, [new(0, 1, "exec-try"), new(0, 2, "exec-catch"), new(1, 3), new(2, 3)]);

        Assert.Equal([0, 1, 2, 1], map.RegionOfNode.ToArray());
        Assert.Equal([new RegionLeak(3, 2, 1)], map.Leaks.ToArray());
    }

    [Fact]
    public void Of_ABodyThatLeadsBack_MarksTheEdgeThatClosesTheCircle()
    {
        var map = RegionMap.Of(3, [new(0, 1), new(1, 2, "exec-body"), new(2, 1)]);

        Assert.Equal([0, 0, 1], map.RegionOfNode.ToArray());
        Assert.Equal([false, false, true], map.Closing.ToArray());
        Assert.Empty(map.Leaks);
    }

    [Fact]
    public void Of_AnyGraph_OrdersNodesAlongTheEdgesThatCloseNothing()
    {
        for (var seed = 1; seed <= 300; seed++)
        {
            var random = new Random(seed);
            var count = random.Next(1, 12);
            var edges = Enumerable.Range(0, random.Next(20)).Select(_ => new RegionEdge(random.Next(count), random.Next(count))).ToList();

            var map = RegionMap.Of(count, edges);

            Assert.Equal(Enumerable.Range(0, count), map.Order.Order());
            for (var edge = 0; edge < edges.Count; edge++)
            {
                Assert.True(map.Order.IndexOf(edges[edge].Source) < map.Order.IndexOf(edges[edge].Target) != map.Closing[edge], $"Seed {seed}.");
            }
        }
    }
}
