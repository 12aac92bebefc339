using Xunit;

namespace RayFlow.Engine.Tests.Validation;

public class GraphRulesTests
{
    [Fact]
    public void Validate_OfAnEmptyFlow_AsksForStartAndReturn() => Draft.AssertProblems(
        "",
        "RF101 missing_start @ /flow/nodes: The flow has no START, so nothing in it would ever run. Add a node of type 'start'.",
        "RF103 missing_return @ /flow/nodes: The flow has no RETURN, so it could never complete. Add a node of type 'return' and lead an exec edge to it.");

    [Fact]
    public void Validate_OfSeveralStarts_NamesEachBeyondTheFirst() => Draft.AssertProblems(
        """
        start start
        again start
        ret return
        start > ret
        again > ret
        """,
        "RF102 several_starts @ /flow/nodes/1: Node 'again' is a second START beside 'start'. Keep one; several edges may leave its exec-out.");

    [Fact]
    public void Validate_OfIdsThatOccurTwice_NamesBothPlaces()
    {
        var document = Draft.Parse(
            """
            start start
            ret return
            ret return
            start > ret
            start > ret
            """);
        document = document with { Edges = [.. document.Edges.Select(edge => edge with { Id = "e" })] };

        Draft.AssertProblems(
            Engine.Validation.FlowValidator.Validate(document, RayFlow.Nodes.Catalog.NodeCatalog.BuiltIn.Types, Model.Flows.FlowLimits.Default),
            "RF104 duplicate_node_id @ /flow/nodes/2/id: Node 'ret' has the same id as /flow/nodes/1. Give it one of its own, and correct the edges that mean it.",
            "RF401 unreachable_node @ /flow/nodes/2: Node 'ret' never runs: no exec edge leads to it. Connect its exec-in, or remove it.",
            "RF105 duplicate_edge_id @ /flow/edges/1/id: Edge 'e' has the same id as /flow/edges/0. Give it one of its own, or leave the ids out.");
    }

    [Fact]
    public void Validate_OfTwoReturnsWithOneName_FindsNothing() => Draft.AssertProblems(
        """
        start start
        a return {"config":{"name":"done"}}
        b return {"config":{"name":"done"}}
        start > a
        start > b
        """);
}
