using System.Text;
using RayFlow.Engine.Tests.Validation;
using RayFlow.Engine.Validation;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Catalog;
using Xunit;

namespace RayFlow.Engine.Tests.Flows;

public class OriginalEditorTests
{
    /// <summary>What the original editor saves: one React Flow view for all nodes, the file in data.path, its own copy of pins and constants.</summary>
    private const string Saved = """
        {
          "metadata": {"name": "Rounds", "version": "1.0.0", "description": ""},
          "variables": [
            {"id": "var_1700000000001", "name": "counter", "type": "int", "defaultValue": 7, "isCustom": false, "customImport": null, "createdAt": "2023-11-14T22:13:20.001Z"},
            {"id": "var_1700000000002", "name": "model", "type": "Pipeline", "defaultValue": "", "isCustom": true, "customImport": "from sklearn.pipeline import Pipeline"},
            {"id": "var_1700000000003", "name": "limits", "type": "list", "defaultValue": "[1, 2]"},
            {"id": "var_1700000000004", "name": "options", "type": "dict", "defaultValue": ""}
          ],
          "flow": {
            "nodes": [
              {"id": "node_001", "type": "custom", "position": {"x": 0, "y": 0}, "width": 240, "height": 110,
               "data": {"label": "start", "path": "nodes/base/start.py", "nodeType": "builtin", "icon": "fa-play", "category": "base", "inputs": {}, "outputs": {}, "exec_input": false, "exec_output": true, "constants": {}, "type": "builtin", "constantValues": {},
                        "config": {"api_schema": {"x": {"type": "int", "required": true}}}}},
              {"id": "node_002", "type": "custom", "position": {"x": 250, "y": 0},
               "data": {"label": "compare", "path": "C:\\work\\rayflow\\nodes\\logic\\compare.py", "inputs": {"a": "any", "b": "any"}, "outputs": {"result": "bool"},
                        "configuredConstants": {"OPERATOR": ">", "ROUNDING": "up"}}},
              {"id": "node_003", "type": "custom", "position": {"x": 500, "y": 0},
               "data": {"label": "return", "path": "/srv/app/rayflow/nodes/base/return.py"}},
              {"id": "node_004", "type": "custom", "position": {"x": 0, "y": 200},
               "data": {"label": "Get: counter", "path": "virtual://variables/get_var_1700000000001", "isVariable": true, "variableAction": "get"}},
              {"id": "node_005", "type": "custom", "position": {"x": 0, "y": 200},
               "data": {"label": "Set: counter", "path": "virtual://variables/set_counter"}}
            ],
            "edges": [
              {"id": "edge-1", "type": "smoothstep", "source": "node_001", "sourceHandle": "exec-out", "target": "node_005", "targetHandle": "exec-in"},
              {"id": "edge-2", "type": "smoothstep", "source": "node_005", "sourceHandle": "exec-out", "target": "node_003", "targetHandle": "exec-in"},
              {"id": "edge-3", "animated": true, "source": "node_001", "sourceHandle": "output-x", "target": "node_002", "targetHandle": "input-a"},
              {"id": "edge-4", "animated": true, "source": "node_004", "sourceHandle": "output-value", "target": "node_002", "targetHandle": "input-b"},
              {"id": "edge-5", "animated": true, "source": "node_002", "sourceHandle": "output-result", "target": "node_003", "targetHandle": "input-more"},
              {"id": "edge-6", "animated": true, "source": "node_001", "sourceHandle": "output-x", "target": "node_005", "targetHandle": "input-value"}
            ]
          }
        }
        """;

    [Fact]
    public void Parse_OfAFileOfTheOriginalEditor_LoadsItAsItIs()
    {
        var bytes = Encoding.UTF8.GetBytes(Saved);
        var parsed = FlowDocumentParser.Parse(bytes, FlowLimits.Default, NodeCatalog.BuiltIn.Types);

        Assert.Empty(parsed.Diagnostics);
        var document = parsed.Document!;
        Assert.Equal(["start", "logic_compare", "return", "variables_get", "variables_set"], document.Nodes.Select(node => node.Type));
        Assert.Equal(ValueMap.Of(("OPERATOR", ">"), ("ROUNDING", "up")), document.Nodes[1].Constants);
        Assert.Equal("counter", document.Nodes[3].Config["variable_name"]);
        Assert.Equal("counter", document.Nodes[4].Config["variable_name"]);
        Assert.Equal(
            [
                new("counter", PinType.Int, 7L),
                new("model", PinType.Any, ""),
                new("limits", PinType.List, ValueList.Create([1L, 2L])),
                new("options", PinType.Dict, Value.Null),
            ],
            document.Variables);
        Assert.Equal(bytes, document.Source.ToArray());
    }

    [Fact]
    public void Validate_OfAFileOfTheOriginalEditor_WarnsOfTheUnknownConstantOnly()
    {
        var document = FlowDocumentParser.Parse(Encoding.UTF8.GetBytes(Saved), FlowLimits.Default).Document!;

        Draft.AssertProblems(
            FlowValidator.Validate(document, NodeCatalog.BuiltIn.Types, FlowLimits.Default),
            "RF206 unknown_constant @ /flow/nodes/1/data/constantValues/ROUNDING: Node 'node_002' has a constant 'ROUNDING', which is kept but never read. The constants of logic_compare are OPERATOR.");
    }

    [Theory]
    [InlineData("nodes/math/add.py", "math_add")]
    [InlineData("./nodes/data/json_parse.py", "data_json_parse")]
    [InlineData("D:\\x\\nodes\\string\\concat.py", "string_concat")]
    [InlineData("/a/nodes/b/nodes/base/start.py", "start")]
    [InlineData("add.py", "custom")]
    [InlineData("nodes/add.py", "custom")]
    [InlineData("mynodes/math/add.py", "custom")]
    [InlineData("nodes/math/add.js", "custom")]
    [InlineData("nodes/math/.py", "custom")]
    [InlineData("nodes//add.py", "custom")]
    [InlineData("virtual://variables/get_", "custom")]
    [InlineData("virtual://variables/add_x", "custom")]
    [InlineData("", "custom")]
    public void Parse_OfAPath_TakesItsTailForTheType(string path, string type) => Assert.Equal(type, Node("custom", path).Type);

    [Fact]
    public void Parse_OfAPathBesideATypeThatExists_KeepsTheType()
    {
        Assert.Equal("math_add", Node("math_add", "nodes/math/subtract.py", NodeCatalog.BuiltIn.Types).Type);
        Assert.Equal("math_subtract", Node("math", "nodes/math/subtract.py", NodeCatalog.BuiltIn.Types).Type);
        Assert.Equal("math_add", Node("math_add", "virtual://variables/get_x", NodeCatalog.BuiltIn.Types).Type);
    }

    [Fact]
    public void Parse_OfAVariableNodeThatNamesNoVariable_TakesTheIdForTheName() =>
        Assert.Equal("x y", Node("custom", "virtual://variables/get_x y").Config["variable_name"]);

    [Fact]
    public void Parse_OfBothKindsOfConstants_PrefersTheNewOnes()
    {
        var text = """{"flow": {"nodes": [{"id": "a", "type": "log", "data": {"configuredConstants": {"A": 1, "B": 2}, "constantValues": {"B": 3}}}], "edges": []}}""";

        Assert.Equal(
            ValueMap.Of(("A", 1L), ("B", 3L)),
            FlowDocumentParser.Parse(Encoding.UTF8.GetBytes(text), FlowLimits.Default).Document!.Nodes[0].Constants);
    }

    private static FlowNode Node(string type, string path, NodeTypes? types = null)
    {
        var text = $$"""{"flow": {"nodes": [{"id": "a", "type": "{{type}}", "data": {"path": "{{path.Replace("\\", "\\\\", StringComparison.Ordinal)}}"} }], "edges": []} }""";
        return FlowDocumentParser.Parse(Encoding.UTF8.GetBytes(text), FlowLimits.Default, types).Document!.Nodes[0];
    }
}
