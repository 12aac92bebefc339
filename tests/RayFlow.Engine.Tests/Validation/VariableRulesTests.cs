using Xunit;

namespace RayFlow.Engine.Tests.Validation;

public class VariableRulesTests
{
    [Fact]
    public void Validate_OfVariables_WarnsOfWhatWillFail() => Draft.AssertProblems(
        """
        variables [{"name":"count","type":"int","default":0},{"name":"limit","type":"int","default":9,"read_only":true}]
        start start {"config":{"api_schema":{"text":{"type":"str"}}}}
        get variables_get {"config":{"variable_name":"cuont"}}
        there variables_exists {"config":{"variable_name":"maybe"}}
        made variables_get {"config":{"variable_name":"made"}}
        set variables_set {"config":{"variable_name":"made"}}
        fixed variables_set {"config":{"variable_name":"limit"},"inputValues":{"value":1}}
        typed variables_set {"config":{"variable_name":"count"}}
        given variables_set {"config":{"variable_name":"count"},"inputValues":{"value":"x"}}
        up variables_increment {"config":{"variable_name":"total"}}
        ret return
        start > set > fixed > typed > given > up > ret
        start.text > set.value
        start.text > typed.value
        get.value > ret.get
        there.exists > ret.there
        made.value > ret.made
        """,
        "RF501 undeclared_variable @ /flow/nodes/1/data/config/variable_name: Node 'get' reads the variable 'cuont', which the flow neither declares nor sets. Did you mean 'count'? Declare it under 'variables', or set it first.",
        "RF502 read_only_variable @ /flow/nodes/5/data/config/variable_name: Node 'fixed' changes the variable 'limit', which is declared read-only, so it fails when it runs. Use another variable, or drop 'read_only'.",
        "RF503 variable_type @ /flow/nodes/6/data/config/variable_name: Node 'typed' sets the variable 'count', which is declared int, to 'start.text', which is str, so it fails when it runs. Convert the value, or change the variable's type.",
        "RF503 variable_type @ /flow/nodes/7/data/config/variable_name: Node 'given' sets the variable 'count', which is declared int, to \"x\", which is str, so it fails when it runs. Write a value of that type, or change the variable's type.",
        "RF501 undeclared_variable @ /flow/nodes/8/data/config/variable_name: Node 'up' reads the variable 'total', which the flow neither declares nor sets. Declare it under 'variables', or set it first.");
}
