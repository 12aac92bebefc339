using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Catalog;
using Xunit;

namespace RayFlow.Engine.Tests.Validation;

public class SettingRulesTests
{
    [Fact]
    public void Validate_OfConstants_ChecksTypeChoiceRangeAndName() => Draft.AssertProblems(
        """
        start start
        a log {"inputValues":{"value":1},"constantValues":{"LEVEL":"inf"}}
        b flow_for_each {"inputValues":{"items":[]},"constantValues":{"CONCURRENCY":-1}}
        c logic_switch {"inputValues":{"value":1},"constantValues":{"CASES":"x"}}
        d log {"inputValues":{"value":1},"constantValues":{"level":"info"}}
        e logic_not {"inputValues":{"value":true},"constantValues":{"K/~":1}}
        ret return
        start > a > b
        b.exec-completed > c
        c.exec-default > d > ret
        e.result > ret.e
        """,
        "RF209 setting_choice @ /flow/nodes/1/data/constantValues/LEVEL: Node 'a' has the constant 'LEVEL' set to \"inf\". Choose one of \"debug\", \"info\", \"warning\", \"error\". Did you mean 'info'?",
        "RF210 setting_range @ /flow/nodes/2/data/constantValues/CONCURRENCY: Node 'b' has the constant 'CONCURRENCY' set to -1. Choose a number from 0.",
        "RF208 setting_type @ /flow/nodes/3/data/constantValues/CASES: Node 'c' has the constant 'CASES' set to \"x\", which is str. It must be list.",
        "RF206 unknown_constant @ /flow/nodes/4/data/constantValues/level: Node 'd' has a constant 'level', which is kept but never read. Did you mean 'LEVEL'?",
        "RF206 unknown_constant @ /flow/nodes/5/data/constantValues/K~1~0: Node 'e' has a constant 'K/~', which is kept but never read. The type logic_not has no constants.");

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"config":{"variable_name":""}}""")]
    [InlineData("""{"config":{"variable_name":null}}""")]
    public void Validate_OfASettingThatIsNeededAndNotGiven_SaysSo(string data) => Draft.AssertProblems(
        $"""
        start start
        a variables_get {data}
        ret return
        start > ret
        a.value > ret.x
        """,
        "RF207 missing_setting @ /flow/nodes/1/data/config/variable_name: Node 'a' has no config entry 'variable_name'. Set it to a value of type str.");

    [Theory]
    [InlineData("99", "RF210 setting_range", "set to 99. Choose a number from 100 to 599.")]
    [InlineData("600", "RF210 setting_range", "set to 600. Choose a number from 100 to 599.")]
    [InlineData("\"200\"", "RF208 setting_type", "set to \"200\", which is str. It must be int.")]
    [InlineData("200.5", "RF208 setting_type", "set to 200.5, which is float. It must be int.")]
    public void Validate_OfAReturnsStatusCode_ChecksIt(string status, string code, string rest) => Draft.AssertProblems(
        $$"""
        start start
        ret return {"config":{"status_code":{{status}} } }
        start > ret
        """,
        $"{code} @ /flow/nodes/1/data/config/status_code: Node 'ret' has the config entry 'status_code' {rest}");

    [Fact]
    public void Validate_OfAReturnThatDeclaresNothing_ChecksItsConfigAllTheSame()
    {
        var plain = NodeCatalog.BuiltIn.Types.All.Select(type => type.Descriptor.Type == "return" ? type with { Descriptor = type.Descriptor with { Config = [] } } : type);

        Draft.AssertProblems(
            Draft.Validate(
                """
                start start
                ret return {"config":{"status_code":7,"response_schema":[]}}
                start > ret
                """,
                new NodeTypes(plain)),
            "RF210 setting_range @ /flow/nodes/1/data/config/status_code: Node 'ret' has the config entry 'status_code' set to 7. Choose a number from 100 to 599.",
            "RF208 setting_type @ /flow/nodes/1/data/config/response_schema: Node 'ret' has the config entry 'response_schema' set to [], which is list. It must be dict.");
    }

    [Fact]
    public void Validate_OfAnApiSchema_ChecksEveryEntry() => Draft.AssertProblems(
        """
        start start {"config":{"api_schema":{"a":"int","b":{"type":"integer"},"c":{"type":"int","default":"1"},"d":{"required":"yes","description":5},"error":{"type":"str"},"":{"type":"any"},"e":{"type":3},"fine":{"type":"list[str]","default":null,"required":false}}}}
        ret return
        start > ret
        """,
        "RF211 bad_api_schema @ /flow/nodes/0/data/config/api_schema/a: Node 'start': the input 'a' is str, but it must be a dict. Write {\"type\": \"int\"}.",
        "RF211 bad_api_schema @ /flow/nodes/0/data/config/api_schema/b/type: Node 'start': the input 'b' has the type \"integer\", which does not exist. Did you mean 'int'?",
        "RF211 bad_api_schema @ /flow/nodes/0/data/config/api_schema/c/default: Node 'start': the input 'c' is of type int, but its default \"1\" is str. Change the default or the type.",
        "RF211 bad_api_schema @ /flow/nodes/0/data/config/api_schema/d/required: Node 'start': the input 'd' has a 'required' that is str. Write true or false.",
        "RF211 bad_api_schema @ /flow/nodes/0/data/config/api_schema/d/description: Node 'start': the input 'd' has a 'description' that is int. Write text.",
        "RF211 bad_api_schema @ /flow/nodes/0/data/config/api_schema/error: Node 'start' declares an input 'error', but that is the output that every node has for its failure. Choose another name.",
        "RF211 bad_api_schema @ /flow/nodes/0/data/config/api_schema/: Node 'start' declares an input without a name. Give it one.",
        "RF211 bad_api_schema @ /flow/nodes/0/data/config/api_schema/e/type: Node 'start': the input 'e' has the type 3, which does not exist. Use int, float, number, str, bool, dict, list, any, list[T] or dict[str,T].");
}
