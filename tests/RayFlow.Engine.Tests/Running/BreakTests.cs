using RayFlow.Engine.Running;
using RayFlow.Engine.Tests.Driving;
using RayFlow.Model.Values;
using RayFlow.Testing.Flows;
using Xunit;

namespace RayFlow.Engine.Tests.Running;

public sealed class BreakTests
{
    [Fact]
    public void Break_InATurn_StartsNoFurtherOneAndCompletes()
    {
        var run = EngineRun.ToEnd(BreakAt(2), null, ("items", ValueList.Create([0, 1, 2, 3])));

        Assert.Equal(["for[0]/body", "for[1]/body"], run.World.Calls);
        Assert.Equal("[0,1]", run.Result["collected"].ToString());
        Assert.Equal(2, run.Result["last"]);
    }

    [Fact]
    public void Break_BesideOtherTurns_CancelsThem()
    {
        var run = new EngineRun(BreakAt(1, 0)).Start(("items", ValueList.Create([0, 1, 2])));

        Assert.Equal(["for[0]/body"], run.Instructions.OfType<CancelNode>().Select(EngineRun.PathOf));
        Assert.Contains("cancelled for[2]/body", run.Lines); // it had not had its turn
        Assert.Equal("[]", run.Result["collected"].ToString());
        Assert.Single(run.State.Frames);
    }

    [Fact]
    public void Break_InAnInnerLoop_EndsThatOneOnly()
    {
        var flow = new FlowBuilder().Node("outer", "flow_for_range").Input("stop", 2).Node("inner", "flow_for_range").Input("stop", 5).Node("is1", "logic_compare").Input("b", 1).Constant("OPERATOR", "==")
            .Node("if", "logic_if").Nodes("flow_break", "break").Nodes("test_effect", "body").Return()
            .Exec("start", "outer").Exec("outer.body", "inner").Exec("inner.body", "if").Exec("if.true", "break").Exec("if.false", "body").Exec("outer.completed", "return")
            .Data("inner.index", "is1.a").Data("is1.result", "if.condition");

        var run = EngineRun.ToEnd(flow);

        Assert.Equal(["outer[0]/inner[0]/body", "outer[1]/inner[0]/body"], run.World.Calls);
        Assert.Equal("return", run.Outcome.ReturnNode);
    }

    private static FlowBuilder BreakAt(int index, int concurrency = 1) => new FlowBuilder("items:list")
        .Node("for", "flow_for_each").Constant("CONCURRENCY", concurrency).Node("is", "logic_compare").Constant("OPERATOR", "==").Input("b", index).Node("if", "logic_if")
        .Nodes("flow_break", "break").Nodes("test_effect", "body").Return()
        .Exec("start", "for").Exec("for.body", "if").Exec("if.true", "break").Exec("if.false", "body").Exec("for.completed", "return")
        .Data("start.items", "for.items").Data("for.index", "is.a").Data("is.result", "if.condition").Data("for.element", "body.value").Data("body.value", "for.collect")
        .Data("for.collected", "return.collected").Data("for.index", "return.last");
}
