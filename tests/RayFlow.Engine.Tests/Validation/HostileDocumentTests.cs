using System.Diagnostics;
using System.Text;
using RayFlow.Engine.Validation;
using RayFlow.Model.Flows;
using RayFlow.Nodes.Catalog;
using Xunit;

namespace RayFlow.Engine.Tests.Validation;

/// <summary>A document of a few megabytes must not make gigabytes of messages, nor minutes of work.</summary>
public class HostileDocumentTests
{
    private const int Megabyte = 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void Parse_OfAListWithMillionsOfProblems_ListsSome()
    {
        var found = Check($$"""{"flow": {"nodes": [{"id": "a", "type": "log", "data": {"order": [{{Repeat("1,", 5_000_000)}}1]} }], "edges": []} }""");

        Assert.Equal(20_001, found.Count(problem => problem.Code is "RF010 wrong_type" or "RF007 too_many_problems"));
        Assert.Equal("The document has more than 20,000 problems; the others are not listed. Solve these, and look again.", found.Single(problem => problem.Code == "RF007 too_many_problems").Message);
    }

    [Fact]
    public void Validate_OfMillionsOfUnknownConstants_ListsSome()
    {
        var entries = "{" + string.Join(',', Enumerable.Range(0, 400_000).Select(i => $"\"c{i}\":1")) + "}";

        var found = Check(Flow("{\"id\": \"a\", \"type\": \"log\", \"data\": {\"constantValues\": " + entries + ", \"inputValues\": " + entries + ", \"policy\": " + entries + "} }", ""));

        Assert.Equal(2, found.Count(problem => problem.Code == "RF007 too_many_problems"));
        Assert.Equal(40_002, found.Count);
    }

    [Fact]
    public void Validate_OfAnIdOfMegabytes_DoesNotRepeatIt()
    {
        var id = Repeat("x", 2 * Megabyte);
        var policy = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"p{i}\":1"));

        var found = Check(Flow($$"""{"id": "{{id}}", "type": "log", "data": {"policy": { {{policy}} } } }""", $$"""{"source": "{{id}}", "sourceHandle": "exec-out", "target": "a", "targetHandle": "exec-in"}"""));

        Assert.Contains(found, problem => problem.Code == "RF015 bad_node_id");
        Assert.All(found, problem => Assert.InRange(problem.Message.Length, 1, 2000));
    }

    [Fact]
    public void Validate_OfLongPinNames_DoesNotRepeatThem()
    {
        var name = Repeat("y", 2 * Megabyte);
        var edges = string.Join(',', Enumerable.Range(0, 20_000).Select(_ => """{"source": "start", "sourceHandle": "output-z", "target": "ret", "targetHandle": "input-w"}"""));

        var found = Check(Flow(
            "",
            $$"""{"id": "{{name}}", "source": "start", "sourceHandle": "output-{{name}}", "target": "ret", "targetHandle": "input-w"},{{edges}}""",
            schema: $$""" "{{name}}": {"type": "int"}"""));

        Assert.True(found.Count >= 20_000);
        Assert.All(found, problem => Assert.InRange(problem.Message.Length, 1, 2000));
    }

    [Fact]
    public void Validate_OfWrongEdgesFromAStartWithThousandsOfInputs_TakesNoMinutes()
    {
        var schema = string.Join(',', Enumerable.Range(0, 20_000).Select(i => $$""" "input_{{i}}": {"type": "int"}"""));
        var edges = string.Join(',', Enumerable.Range(0, 40_000).Select(i => $$"""{"source": "start", "sourceHandle": "output-inptu_{{i}}", "target": "ret", "targetHandle": "input-i{{i}}"}"""));

        Assert.Contains(Check(Flow("", edges, schema)), problem => problem.Code == "RF303 unknown_source_handle");
    }

    [Fact]
    public void Validate_OfANodeThatThousandsOfEdgesLeakInto_TakesNoMinutes()
    {
        var edges = string.Join(',', Enumerable.Range(0, 40_000).Select(_ => """{"source": "start", "sourceHandle": "exec-out", "target": "a", "targetHandle": "exec-in"}"""));

        var found = Check(Flow(
            """{"id": "for", "type": "flow_for_range", "data": {"inputValues": {"stop": 1} } },{"id": "a", "type": "log", "data": {"inputValues": {"value": 1} } }""",
            $$"""{{edges}},{"source": "start", "sourceHandle": "exec-out", "target": "for", "targetHandle": "exec-in"},{"source": "for", "sourceHandle": "exec-body", "target": "a", "targetHandle": "exec-in"}"""));

        Assert.Equal(20_000, found.Count(problem => problem.Code == "RF406 region_entered"));
    }

    private static string Repeat(string text, int times) => new StringBuilder(text.Length * times).Insert(0, text, times).ToString();

    private static string Flow(string nodes, string edges, string schema = "") =>
        $$"""
        {"flow": {"nodes": [{"id": "start", "type": "start", "data": {"config": {"api_schema": { {{schema}} } } } }, {"id": "ret", "type": "return"}{{(nodes.Length > 0 ? "," : "")}}{{nodes}}],
                  "edges": [{"source": "start", "sourceHandle": "exec-out", "target": "ret", "targetHandle": "exec-in"}{{(edges.Length > 0 ? "," : "")}}{{edges}}]} }
        """;

    private static List<FlowDiagnostic> Check(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Assert.True(bytes.Length < FlowLimits.Default.MaxBytes, $"{bytes.Length:N0}");
        var clock = Stopwatch.StartNew();
        var parsed = FlowDocumentParser.Parse(bytes, FlowLimits.Default, NodeCatalog.BuiltIn.Types);
        Assert.NotNull(parsed.Document);
        List<FlowDiagnostic> found = [.. parsed.Diagnostics, .. FlowValidator.Validate(parsed.Document, NodeCatalog.BuiltIn.Types, FlowLimits.Default)];
        Assert.True(clock.Elapsed < Patience, $"It took {clock.Elapsed}.");
        return found;
    }
}
