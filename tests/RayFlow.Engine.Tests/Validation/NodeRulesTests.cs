using RayFlow.Model.Nodes;
using RayFlow.Nodes.Catalog;
using Xunit;

namespace RayFlow.Engine.Tests.Validation;

public class NodeRulesTests
{
    [Theory]
    [InlineData("math_ad", " Did you mean 'math_add'?")]
    [InlineData("add", " Did you mean 'math_add'?")]
    [InlineData("Math_Add", " Did you mean 'math_add'?")]
    [InlineData("mathAdd", " Did you mean 'math_add'?")]
    [InlineData("string_lenght", " Did you mean 'string_length'?")]
    [InlineData("return_node", " Did you mean 'return'?")]
    [InlineData("quantum_entangle", "")]
    public void Validate_OfAnUnknownType_SuggestsWhatWasMeant(string type, string meant) => Draft.AssertProblems(
        $"""
        start start
        a {type}
        ret return
        start > a > ret
        """,
        $"RF201 unknown_node_type @ /flow/nodes/1/type: Node 'a' is of type '{type}', which does not exist.{meant} 'rayflow nodes' lists the types there are.");

    [Fact]
    public void Validate_OfABrokenType_SaysWhyItDidNotLoad()
    {
        var broken = new NodeDescriptor
        {
            Type = "my_node",
            Kind = NodeKind.Pure,
            Category = "my",
            Label = "Node",
            Problems = [new NodeProblem("my/node.cs", 3, 14, "; expected."), new NodeProblem("my/node.cs", 4, 1, "} expected.")],
        };

        Draft.AssertProblems(
            Draft.Validate(
                """
                start start
                a my_node
                ret return
                start > a > ret
                a.anything > ret.x
                """,
                new NodeTypes([.. NodeCatalog.BuiltIn.Types.All, new NodeType(broken)])),
            "RF202 broken_node_type @ /flow/nodes/1/type: Node 'a' is of type 'my_node', which did not load. my/node.cs(3,14): ; expected. Correct the file.");
    }

    [Fact]
    public void Validate_OfARequiredInputWithoutAValue_NamesIt() => Draft.AssertProblems(
        """
        start start
        add math_add {"inputValues":{"x":1}}
        ret return
        start > ret
        add.result > ret.sum
        """,
        "RF203 missing_input @ /flow/nodes/1/data/inputValues/y: Node 'add' needs a value for its input 'y' (number). Connect it, or set it in data.inputValues.");

    [Fact]
    public void Validate_OfInputValues_ChecksTypesAndNames() => Draft.AssertProblems(
        """
        start start
        add math_add {"inputValues":{"x":"1","y":null,"z":1}}
        for flow_for_each {"inputValues":{"items":[],"colect":1}}
        ret return {"inputValues":{"anything":1}}
        start > for
        for.exec-completed > ret
        add.result > ret.sum
        """,
        "RF204 input_value_type @ /flow/nodes/1/data/inputValues/x: Node 'add': the value of the input 'x' is \"1\", which is str. It must be number.",
        "RF204 input_value_type @ /flow/nodes/1/data/inputValues/y: Node 'add': the value of the input 'y' is null, which is null. It must be number.",
        "RF205 unknown_input_value @ /flow/nodes/1/data/inputValues/z: Node 'add' has a value for the input 'z', which math_add does not have; it is kept but never read. Did you mean 'x'?",
        "RF205 unknown_input_value @ /flow/nodes/2/data/inputValues/colect: Node 'for' has a value for the input 'colect', which flow_for_each does not have; it is kept but never read. Did you mean 'collect'?");

    [Fact]
    public void Validate_OfAJoinThatWaitsForMoreThanThereIs_SaysSo() => Draft.AssertProblems(
        """
        start start
        a log {"inputValues":{"value":1},"join":{"mode":"n_of_m","n":2}}
        b log {"inputValues":{"value":1},"join":{"mode":"n_of_m","n":2}}
        ret return
        start > a > b > ret
        start > b
        """,
        "RF409 join_never_fires @ /flow/nodes/1/data/join/n: Node 'a' waits for 2 live edges, but only 1 leads to it, so it never fires. Lower 'n', or connect more.");
}
