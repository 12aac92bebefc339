using System.Text;
using RayFlow.Engine.Tests.Validation;
using RayFlow.Engine.Validation;
using RayFlow.Model.Flows;
using RayFlow.Nodes.Catalog;
using Xunit;

namespace RayFlow.Engine.Tests.Flows;

public class FlowLimitsTests
{
    [Fact]
    public void Parse_OfTooManyNodes_RefusesThem()
    {
        var parsed = Parse(Graph(10_001, 0));

        Assert.Null(parsed.Document);
        Draft.AssertProblems(parsed.Diagnostics, "RF005 too_many_nodes @ /flow/nodes: The flow has 10,001 nodes; 10,000 are allowed. Move parts of it into flows of their own and run them with flow_call.");
        Assert.NotNull(Parse(Graph(10_000, 0)).Document);
    }

    [Fact]
    public void Parse_OfTooManyEdges_RefusesThem()
    {
        var parsed = Parse(Graph(10_001, 50_001));

        Assert.Null(parsed.Document);
        Assert.Equal(["RF005 too_many_nodes", "RF006 too_many_edges"], parsed.Diagnostics.Select(problem => problem.Code));
        Assert.NotNull(Parse(Graph(1, 50_000)).Document);
    }

    [Fact]
    public void Parse_OfMoreBytesThanAllowed_DoesNotLookAtThem()
    {
        var parsed = FlowDocumentParser.Parse(new byte[64 * 1024 * 1024], FlowLimits.Default);

        Assert.Null(parsed.Document);
        Draft.AssertProblems(parsed.Diagnostics, "RF002 document_too_large @ : The document has 67,108,864 bytes; 16,777,216 are allowed. Move parts of it into flows of their own.");
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public void Parse_OfDeepNesting_SaysWhereItBecomesTooDeep(string open, string close)
    {
        var deep = string.Concat(Enumerable.Repeat(open, 10_000)) + "1" + string.Concat(Enumerable.Repeat(close, 10_000));

        var parsed = Parse($"{{\"flow\": {{\"nodes\": [], \"edges\": []}},\n\"x\": {deep}}}");

        Assert.Null(parsed.Document);
        var column = 6 + (127 * open.Length);
        Draft.AssertProblems(parsed.Diagnostics, $"RF003 nesting_too_deep @ : Line 2, column {column} opens level 129; lists and objects may nest 128 deep. Flatten the value.");
        Assert.Equal(new JsonLocation(2, column, 1), parsed.At);
    }

    [Fact]
    public void Parse_OfUnclosedDeepNesting_SaysWhereItBecomesTooDeep() =>
        Assert.Equal("RF003 nesting_too_deep", Assert.Single(Parse(new string('[', 1_000_000)).Diagnostics).Code);

    [Fact]
    public void Parse_OfNestingThatIsJustAllowed_ReadsIt()
    {
        var value = new string('[', 123) + new string(']', 123);

        var parsed = Parse($$"""{"flow": {"nodes": [{"id": "a", "type": "log", "data": {"x": {{value}} } }], "edges": []} }""");

        Assert.Empty(parsed.Diagnostics);
    }

    [Fact]
    public void Validate_OfADocumentThatIsTooLarge_DoesNotLookIntoIt()
    {
        var nodes = Enumerable.Range(0, 3).Select(i => new FlowNode { Id = "same", Type = "none" }).ToList();
        var edges = Enumerable.Range(0, 2).Select(i => new FlowEdge { Source = "x", SourceHandle = "exec-out", Target = "y", TargetHandle = "exec-in" }).ToList();
        var document = new FlowDocument { Source = default, Nodes = nodes, Edges = edges };

        var found = FlowValidator.Validate(document, NodeCatalog.BuiltIn.Types, new FlowLimits { MaxNodes = 2, MaxEdges = 1 });

        Assert.Equal(["RF005 too_many_nodes", "RF006 too_many_edges"], found.Select(problem => problem.Code).Order());
    }

    private static FlowParseResult Parse(string text) => FlowDocumentParser.Parse(Encoding.UTF8.GetBytes(text), FlowLimits.Default);

    private static string Graph(int nodes, int edges) =>
        $$"""
        {"flow": {"nodes": [{{string.Join(',', Enumerable.Range(0, nodes).Select(i => $$"""{"id":"n{{i}}","type":"log"}"""))}}],
                  "edges": [{{string.Join(',', Enumerable.Range(0, edges).Select(i => """{"source":"n0","sourceHandle":"exec-out","target":"n0","targetHandle":"exec-in"}"""))}}]} }
        """;
}
