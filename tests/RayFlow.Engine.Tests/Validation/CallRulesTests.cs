using RayFlow.Engine.Validation;
using RayFlow.Model.Flows;
using RayFlow.Nodes.Catalog;
using Xunit;

namespace RayFlow.Engine.Tests.Validation;

public class CallRulesTests
{
    private const string Flow = """
        start start
        a flow_call {"constantValues":{"FLOW":"prices"}}
        b flow_call {"constantValues":{"FLOW":"prices@2"}}
        c flow_call {"constantValues":{"FLOW":"taxes@3"}}
        d flow_call {"constantValues":{"FLOW":"prices"}}
        e flow_call {"constantValues":{"FLOW":"mail@home"}}
        return return
        start > a > b > c > d > e > return
        """;

    [Fact]
    public void Validate_OfCalls_NamesThoseThatDoNotExist() => Draft.AssertProblems(
        FlowValidator.Validate(Draft.Parse(Flow), NodeCatalog.BuiltIn.Types, FlowLimits.Default, new Dictionary<string, int> { ["prices"] = 1, ["taxes"] = 3 }),
        "RF212 unknown_flow @ /flow/nodes/2/data/constantValues/FLOW: Node 'b' calls version 2 of flow 'prices', whose latest version is 1. Correct the version in the constant 'FLOW', or leave it out to call the latest.",
        "RF212 unknown_flow @ /flow/nodes/5/data/constantValues/FLOW: Node 'e' calls flow 'mail@home', which is not saved. Save it first, or correct the name in the constant 'FLOW'.");

    [Fact]
    public void Validate_WithoutKnowingWhatIsSaved_SaysNothingOfCalls() =>
        Draft.AssertProblems(FlowValidator.Validate(Draft.Parse(Flow), NodeCatalog.BuiltIn.Types, FlowLimits.Default));

    [Fact]
    public void CallsOf_ADocument_NamesEachFlowOnce() => Assert.Equal(
        [new("prices", null), new("prices", 2), new("taxes", 3), new("mail@home", null)],
        FlowValidator.CallsOf(Draft.Parse(Flow), NodeCatalog.BuiltIn.Types));
}
