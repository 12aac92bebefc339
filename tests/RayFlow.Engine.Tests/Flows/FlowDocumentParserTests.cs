using System.Text;
using RayFlow.Engine.Tests.Validation;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using Xunit;

namespace RayFlow.Engine.Tests.Flows;

public class FlowDocumentParserTests
{
    private const string Whole = """
        {
          "metadata": {"name": "sum", "version": "1.2.0", "description": "adds", "author": "kept"},
          "variables": {"counter": 0, "names": ["a"]},
          "viewport": {"x": 0, "y": 0, "zoom": 1.50},
          "flow": {
            "nodes": [
              {"id": "start", "type": "start", "position": {"x": 0, "y": 0}, "data": {"config": {"api_schema": {"x": {"type": "int"}}}}},
              {"id": "add", "type": "math_add", "position": {"x": 9, "y": 1e1}, "selected": true,
               "data": {"label": "Add", "config": {"a": 1}, "constantValues": {"K": 2.0}, "inputValues": {"y": 1}, "order": ["x", "y"], "join": {"mode": "n_of_m", "n": 2},
                        "policy": {"on_error": "retry", "max_attempts": 5, "initial_delay_seconds": 0.5, "backoff": 3, "max_delay_seconds": 9, "jitter": false, "then": "skip", "timeout_seconds": 30}}}
            ],
            "edges": [
              {"id": "e1", "source": "start", "sourceHandle": "exec-out", "target": "add", "targetHandle": "exec-in", "animated": true},
              {"source": "start", "sourceHandle": "output-x", "target": "add", "targetHandle": "input-x"}
            ]
          }
        }
        """;

    [Fact]
    public void Parse_OfAWholeDocument_ReadsEveryField()
    {
        var parsed = Parse(Whole);

        Assert.Empty(parsed.Diagnostics);
        Assert.True(parsed.IsValid);
        var document = parsed.Document!;
        Assert.Equal(("sum", "1.2.0", "adds"), (document.Name, document.Version, document.Description));
        Assert.Equal([new("counter", PinType.Any, 0L), new("names", PinType.Any, ValueList.Create(["a"]))], document.Variables);
        Assert.Equal(["start", "add"], document.Nodes.Select(node => node.Id));
        var add = document.Nodes[1];
        Assert.Equal(("math_add", "Add", "/flow/nodes/1"), (add.Type, add.Label, add.Pointer));
        Assert.Equal(ValueMap.Of(("a", 1L)), add.Config);
        Assert.Equal(ValueMap.Of(("K", 2.0)), add.Constants);
        Assert.Equal(ValueMap.Of(("y", 1L)), add.InputValues);
        Assert.Equal(["x", "y"], add.Order);
        Assert.Equal(new Join(JoinMode.Count, 2), add.Join);
        Assert.Equal(
            new NodePolicy { OnError = OnError.Retry, MaxAttempts = 5, InitialDelaySeconds = 0.5, Backoff = 3, MaxDelaySeconds = 9, Jitter = false, Then = OnError.Skip, TimeoutSeconds = 30 },
            add.Policy);
        Assert.Equal("start", document.Nodes[0].Label);
        Assert.Equal(Join.All, document.Nodes[0].Join);
        Assert.Equal(NodePolicy.Default, document.Nodes[0].Policy);
        Assert.Equal(
            [
                new FlowEdge { Id = "e1", Source = "start", SourceHandle = "exec-out", Target = "add", TargetHandle = "exec-in", Pointer = "/flow/edges/0" },
                new FlowEdge { Source = "start", SourceHandle = "output-x", Target = "add", TargetHandle = "input-x", Pointer = "/flow/edges/1" },
            ],
            document.Edges);
    }

    [Theory]
    [InlineData(Whole)]
    [InlineData("{ \"flow\" :\t{\"edges\":[],\r\n\"nodes\":[ ], \"extra\": [1.0, 1e2, \"\\u00e9\"]}, \"flow2\": null }  \n")]
    public void Parse_OfAnyDocument_KeepsItsTextByteForByte(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);

        Assert.Equal(bytes, FlowDocumentParser.Parse(bytes, FlowLimits.Default).Document!.Source.ToArray());
    }

    [Fact]
    public void Parse_OfATextWithAByteOrderMark_ReadsItAndKeepsTheMark()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Whole)];

        var parsed = FlowDocumentParser.Parse(bytes, FlowLimits.Default);

        Assert.True(parsed.IsValid);
        Assert.Equal(bytes, parsed.Document!.Source.ToArray());
    }

    [Fact]
    public void Parse_OfAListOfVariables_ReadsDeclarations()
    {
        var parsed = Parse(Graph("", variables: """
            [{"name": "a", "type": "int", "default": 3.0, "read_only": true, "description": "counts"}, {"name": "b"}, {"name": "c", "type": "list[str]", "default": null}]
            """));

        Assert.Empty(parsed.Diagnostics);
        Assert.Equal(
            [
                new("a", PinType.Int, 3L, ReadOnly: true, "counts"),
                new("b", PinType.Any, Value.Null),
                new("c", PinType.ListOf(PinType.Str), Value.Null),
            ],
            parsed.Document!.Variables);
    }

    [Theory]
    [InlineData("\"all\"", JoinMode.All, 0)]
    [InlineData("\"any\"", JoinMode.Any, 0)]
    [InlineData("\"strict\"", JoinMode.Strict, 0)]
    [InlineData("{\"mode\": \"any\"}", JoinMode.Any, 0)]
    [InlineData("{\"mode\": \"n_of_m\", \"n\": 3}", JoinMode.Count, 3)]
    [InlineData("null", JoinMode.All, 0)]
    public void Parse_OfAJoin_ReadsItsRule(string join, JoinMode mode, int count) =>
        Assert.Equal(new Join(mode, count), Parse(Graph($$"""{"id": "a", "type": "log", "data": {"join": {{join}} } }""")).Document!.Nodes[0].Join);

    [Fact]
    public void Parse_OfADocumentWithManyProblems_ReportsAllOfThemAtOnce()
    {
        var parsed = Parse("""
            {
              "metadata": [],
              "variables": [{"type": "int"}, {"name": "n", "type": "integer"}, {"name": "n"}, {"name": "s", "type": "str", "default": 5}, 7],
              "flow": {
                "nodes": [
                  {"type": "start"},
                  {"id": 5, "type": "log"},
                  {"id": "no_type"},
                  {"id": "a", "type": "log", "data": {"label": 1, "config": [], "constantValues": 2, "inputValues": "x", "order": ["p", 3], "join": "some", "policy": {"on_error": "panic", "max_attempts": 0, "then": "retry", "backoff": "2", "retries": 1}}},
                  "b"
                ],
                "edges": [
                  {"id": "e1", "source": "a", "sourceHandle": "exec-out"},
                  {"id": 2, "source": "a", "sourceHandle": null, "target": "5", "targetHandle": ""},
                  []
                ]
              }
            }
            """);

        Draft.AssertProblems(
            parsed.Diagnostics,
            "RF010 wrong_type @ /metadata: The document: 'metadata' is a list, but it must be an object.",
            "RF030 missing_variable_name @ /variables/0/name: The variable at /variables/0 has no name, one longer than 200 characters, or one with control characters. Give it a name of visible characters.",
            "RF031 bad_variable_type @ /variables/1/type: Variable 'n' has the type 'integer', which does not exist. Use int, float, number, str, bool, dict, list, any, list[T] or dict[str,T].",
            "RF033 duplicate_variable @ /variables/2/name: Variable 'n' is declared twice. Rename or remove one of the two.",
            "RF032 bad_variable_default @ /variables/3/default: Variable 's' is of type str, but its default 5 is int. Change the default or the type.",
            "RF010 wrong_type @ /variables/4: The variable at /variables/4 must be an object: {\"name\": \"counter\", \"type\": \"int\", \"default\": 0}.",
            "RF014 missing_node_id @ /flow/nodes/0/id: The node at /flow/nodes/0 has no id. Give it one that no other node has.",
            "RF010 wrong_type @ /flow/nodes/1/id: The node at /flow/nodes/1: 'id' is a number, but it must be text.",
            "RF016 missing_node_type @ /flow/nodes/2/type: Node 'no_type' has no type. Set it to a node type of the catalogue, such as math_add.",
            "RF010 wrong_type @ /flow/nodes/3/data/config: Node 'a': 'data.config' is a list, but it must be an object.",
            "RF010 wrong_type @ /flow/nodes/3/data/label: Node 'a': 'data.label' is a number, but it must be text.",
            "RF010 wrong_type @ /flow/nodes/3/data/constantValues: Node 'a': 'data.constantValues' is a number, but it must be an object.",
            "RF010 wrong_type @ /flow/nodes/3/data/inputValues: Node 'a': 'data.inputValues' is text, but it must be an object.",
            "RF010 wrong_type @ /flow/nodes/3/data/order/1: Node 'a': 'data.order.1' is a number, but it must be text.",
            "RF020 bad_join @ /flow/nodes/3/data/join: Node 'a' has the join \"some\". Write \"all\", \"any\", \"strict\" or {\"mode\": \"n_of_m\", \"n\": 2}.",
            "RF022 unknown_policy_entry @ /flow/nodes/3/data/policy/retries: Node 'a': the policy entry 'retries' is kept, but nothing reads it. The entries are on_error, max_attempts, initial_delay_seconds, backoff, max_delay_seconds, jitter, then, timeout_seconds.",
            "RF021 bad_policy @ /flow/nodes/3/data/policy/on_error: Node 'a': the policy's 'on_error' is 'panic'. Choose abort, continue, skip or retry.",
            "RF021 bad_policy @ /flow/nodes/3/data/policy/max_attempts: Node 'a': the policy's 'max_attempts' is 0. Write a whole number from 1 to 1000.",
            "RF010 wrong_type @ /flow/nodes/3/data/policy/backoff: Node 'a': 'data.policy.backoff' is text, but it must be a number.",
            "RF021 bad_policy @ /flow/nodes/3/data/policy/then: Node 'a': the policy's 'then' is 'retry'. Choose abort, continue or skip.",
            "RF010 wrong_type @ /flow/nodes/4: The node at /flow/nodes/4 must be an object: {\"id\": \"add\", \"type\": \"math_add\", \"data\": {}}.",
            "RF017 missing_edge_end @ /flow/edges/0/target: Edge 'e1' does not say which node it enters. Set 'target' to a node's id, or remove the edge.",
            "RF018 missing_edge_handle @ /flow/edges/0/targetHandle: Edge 'e1' does not say which pin it enters. Set 'targetHandle', for example to exec-in or input-x.",
            "RF010 wrong_type @ /flow/edges/1/id: The edge at /flow/edges/1: 'id' is a number, but it must be text.",
            "RF018 missing_edge_handle @ /flow/edges/1/sourceHandle: Edge '2' does not say which pin it leaves. Set 'sourceHandle', for example to exec-out or output-result.",
            "RF018 missing_edge_handle @ /flow/edges/1/targetHandle: Edge '2' does not say which pin it enters. Set 'targetHandle', for example to exec-in or input-x.",
            "RF010 wrong_type @ /flow/edges/2: The edge at /flow/edges/2 must be an object: {\"source\": \"start\", \"sourceHandle\": \"exec-out\", \"target\": \"add\", \"targetHandle\": \"exec-in\"}.");
        Assert.Equal(["5", "no_type", "a"], parsed.Document!.Nodes.Select(node => node.Id));
        Assert.Empty(parsed.Document.Edges);
        Assert.Equal(("a", "e1"), (parsed.Diagnostics[9].NodeId, parsed.Diagnostics[21].EdgeId));
    }

    [Theory]
    [InlineData("[]", "RF010 wrong_type @ : The document must be an object: {\"metadata\": {}, \"variables\": {}, \"flow\": {\"nodes\": [], \"edges\": []}}.")]
    [InlineData("{}", "RF011 missing_flow @ : The document has no 'flow'. Put the graph there: {\"flow\": {\"nodes\": [], \"edges\": []}}.")]
    [InlineData("{\"nodes\": [], \"edges\": []}", "RF011 missing_flow @ : The document has no 'flow'. Put 'nodes' and 'edges' under 'flow'.")]
    [InlineData("{\"flow\": []}", "RF010 wrong_type @ /flow: The document: 'flow' is a list, but it must be an object.")]
    [InlineData("{\"flow\": {\"edges\": []}}", "RF012 missing_nodes @ /flow: The document has no 'flow.nodes'. Add the list, empty if there are none.")]
    public void Parse_OfADocumentWithoutAGraph_SaysWhereItBelongs(string text, string problem)
    {
        var parsed = Parse(text);

        Assert.Null(parsed.Document);
        Draft.AssertProblems(parsed.Diagnostics, problem);
    }

    [Fact]
    public void Parse_OfADocumentWithoutEdges_SaysSoAndReadsTheNodes()
    {
        var parsed = Parse("""{"flow": {"nodes": [{"id": "a", "type": "log"}]}}""");

        Draft.AssertProblems(parsed.Diagnostics, "RF013 missing_edges @ /flow: The document has no 'flow.edges'. Add the list, empty if there are none.");
        Assert.Single(parsed.Document!.Nodes);
    }

    [Theory]
    [InlineData("", 1, 1, "RF001 not_json @ : Line 1, column 1 is not JSON: the document is empty. Correct the text there.")]
    [InlineData("  \n ", 2, 2, "RF001 not_json @ : Line 2, column 2 is not JSON: the document is empty. Correct the text there.")]
    [InlineData("{\n  \"é\": x}", 2, 8, "RF001 not_json @ : Line 2, column 8 is not JSON: 'x' is an invalid start of a value. Correct the text there.")]
    [InlineData("{\"flow\": {}", 1, 12, null)]
    [InlineData("{\"a\": [1, 2,]}", 1, 13, null)]
    [InlineData("{\"a\": 1} // no", 1, 10, null)]
    public void Parse_OfWhatIsNotJson_SaysWhereAndWhy(string text, int line, int column, string? problem)
    {
        var parsed = Parse(text);

        Assert.Null(parsed.Document);
        Assert.Equal(new JsonLocation(line, column, 1), parsed.At);
        var found = Assert.Single(parsed.Diagnostics);
        Assert.StartsWith($"Line {line}, column {column} is not JSON: ", found.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("reader options", found.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("BytePosition", found.Message, StringComparison.Ordinal);
        if (problem is not null)
        {
            Assert.Equal(problem, Draft.Line(found));
        }
    }

    [Fact]
    public void Parse_OfBytesThatAreNotUtf8_SaysWhere()
    {
        var parsed = FlowDocumentParser.Parse(Encoding.Latin1.GetBytes("{\n\"na\u00efve\": 1}"), FlowLimits.Default);

        Draft.AssertProblems(parsed.Diagnostics, "RF004 unreadable_value @ : Line 2, column 4 is not UTF-8. Save the file as UTF-8.");
        Assert.Equal(new JsonLocation(2, 4, 1), parsed.At);
    }

    [Theory]
    [InlineData("""{"flow": {"nodes": [], "edges": []}, "x": "\ud800"}""", 43)]
    [InlineData("""{"flow": {"nodes": [], "edges": []}, "\udc00": 1}""", 38)]
    public void Parse_OfAHalfSurrogate_SaysWhere(string text, int column)
    {
        var parsed = Parse(text);

        Assert.Null(parsed.Document);
        Draft.AssertProblems(parsed.Diagnostics, $"RF004 unreadable_value @ : Line 1, column {column}: a string has an escape that is half of a surrogate pair. Write the whole character.");
    }

    [Fact]
    public void Parse_OfANumberThatNoFloatHolds_NamesItAndReadsTheRest()
    {
        var parsed = Parse(Graph("""{"id": "a", "type": "log", "data": {"inputValues": {"value": {"deep/er": [1, 1e999]}}, "label": "A"}}"""));

        Draft.AssertProblems(
            parsed.Diagnostics,
            "RF004 unreadable_value @ /flow/nodes/0/data/inputValues/value/deep~1er/1: Node 'a': the number 1e999 in 'data.inputValues.value.deep~1er.1' is too large for a 64-bit float. Write a smaller number, or text.");
        Assert.Equal("A", parsed.Document!.Nodes[0].Label);
    }

    [Theory]
    [InlineData("\"\\u0000\"")]
    [InlineData("\"a\\nb\"")]
    public void Parse_OfAnIdWithControlCharacters_RefusesIt(string id) =>
        Assert.Equal("RF015 bad_node_id", Assert.Single(Parse(Graph($$"""{"id": {{id}}, "type": "log"}""")).Diagnostics).Code);

    [Theory]
    [InlineData("timeout_seconds", "above 0 to 31536000")]
    [InlineData("initial_delay_seconds", "from 0 to 31536000")]
    [InlineData("max_delay_seconds", "from 0 to 31536000")]
    public void Parse_OfATimeOverAYear_SaysSoAndKeepsIt(string name, string range)
    {
        var parsed = Parse($$$$"""{"flow":{"nodes":[{"id":"a","type":"log","data":{"policy":{"{{{{name}}}}":40000000}}}],"edges":[]}}""");

        Assert.Equal(
            $"RF021 bad_policy @ /flow/nodes/0/data/policy/{name}: Node 'a': the policy's '{name}' is 40000000. Write a number {range}.",
            $"{Assert.Single(parsed.Diagnostics).Code} @ {parsed.Diagnostics[0].Pointer}: {parsed.Diagnostics[0].Message}");
        Assert.Equal(Severity.Error, parsed.Diagnostics[0].Severity);
        var policy = parsed.Document!.Nodes[0].Policy;
        Assert.Contains(40_000_000, new[] { policy.TimeoutSeconds ?? 0, policy.InitialDelaySeconds, policy.MaxDelaySeconds });
    }

    private static FlowParseResult Parse(string text) => FlowDocumentParser.Parse(Encoding.UTF8.GetBytes(text), FlowLimits.Default);

    private static string Graph(string nodes, string variables = "{}") =>
        $$"""{"variables": {{variables}}, "flow": {"nodes": [{{nodes}}], "edges": []} }""";
}
