using RayFlow.Engine.Validation;
using RayFlow.Model.Flows;
using RayFlow.Nodes.Catalog;
using Xunit;

namespace RayFlow.Engine.Tests.Validation;

public class EdgeRulesTests
{
    [Fact]
    public void Validate_OfAnEdgeToNowhere_NamesIt() => Draft.AssertProblems(
        """
        start start
        ret return
        start > ret
        start > rte
        strat > ret
        """,
        "RF302 unknown_target @ /flow/edges/1/target: Edge 'e2' (start.exec-out → rte.exec-in) enters 'rte', which does not exist. Correct the id, or remove the edge.",
        "RF301 unknown_source @ /flow/edges/2/source: Edge 'e3' (strat.exec-out → ret.exec-in) leaves 'strat', which does not exist. Correct the id, or remove the edge.");

    [Fact]
    public void Validate_OfPinsThatDoNotExist_NamesThoseThatDo() => Draft.AssertProblems(
        """
        start start {"config":{"api_schema":{"amount":{"type":"int"}}}}
        sw logic_switch {"constantValues":{"CASES":[1,2]}}
        seq flow_sequence {"constantValues":{"COUNT":2}}
        ret return
        back return
        start.exec-then > sw
        start > sw.exec-input
        start.amout > sw.value
        start.amount > sw.values
        sw.exec-case-1 > seq
        sw.exec-case-2 > seq
        sw.exec-case-01 > seq
        seq.exec-1 > ret
        seq.exec-2 > ret
        start.whatever > ret.amount
        ret > back
        start > start
        start > back
        start > sw
        """,
        "RF303 unknown_source_handle @ /flow/edges/0/sourceHandle: Edge 'e1' (start.exec-then → sw.exec-in) leaves 'exec-then', which 'start' (start) does not have. Its exec outputs are exec-out, exec-error.",
        "RF304 unknown_target_handle @ /flow/edges/1/targetHandle: Edge 'e2' (start.exec-out → sw.exec-input) enters 'exec-input', which 'sw' (logic_switch) does not have. Did you mean 'exec-in'?",
        "RF303 unknown_source_handle @ /flow/edges/2/sourceHandle: Edge 'e3' (start.output-amout → sw.input-value) leaves 'output-amout', which 'start' (start) does not have. Did you mean 'output-amount'?",
        "RF304 unknown_target_handle @ /flow/edges/3/targetHandle: Edge 'e4' (start.output-amount → sw.input-values) enters 'input-values', which 'sw' (logic_switch) does not have. Did you mean 'input-value'?",
        "RF303 unknown_source_handle @ /flow/edges/5/sourceHandle: Edge 'e6' (sw.exec-case-2 → seq.exec-in) leaves 'exec-case-2', which 'sw' (logic_switch) does not have. Did you mean 'exec-case-0'?",
        "RF303 unknown_source_handle @ /flow/edges/6/sourceHandle: Edge 'e7' (sw.exec-case-01 → seq.exec-in) leaves 'exec-case-01', which 'sw' (logic_switch) does not have. Did you mean 'exec-case-0'?",
        "RF303 unknown_source_handle @ /flow/edges/8/sourceHandle: Edge 'e9' (seq.exec-2 → ret.exec-in) leaves 'exec-2', which 'seq' (flow_sequence) does not have. Did you mean 'exec-0'?",
        "RF303 unknown_source_handle @ /flow/edges/9/sourceHandle: Edge 'e10' (start.output-whatever → ret.input-amount) leaves 'output-whatever', which 'start' (start) does not have. Its data outputs are output-amount, output-error.",
        "RF303 unknown_source_handle @ /flow/edges/10/sourceHandle: Edge 'e11' (ret.exec-out → back.exec-in) leaves 'exec-out', which 'ret' (return) does not have. Its exec outputs are exec-error.",
        "RF304 unknown_target_handle @ /flow/edges/11/targetHandle: Edge 'e12' (start.exec-out → start.exec-in) enters 'exec-in', which 'start' (start) does not have. Its exec inputs are none.");

    [Fact]
    public void Validate_OfAHandleThatIsNoPin_NamesAllPins()
    {
        var document = Draft.Parse(
            """
            start start
            a logic_not {"inputValues":{"value":true}}
            ret return
            start > ret
            a.result > ret.x
            """);
        var edges = document.Edges.ToList();
        edges.Add(new FlowEdge { Source = "a", SourceHandle = "outcome", Target = "ret", TargetHandle = "input-y", Pointer = "/flow/edges/2" });
        edges.Add(new FlowEdge { Source = "ret", SourceHandle = "input-z", Target = "a", TargetHandle = "output-result", Pointer = "/flow/edges/3" });
        edges.Add(new FlowEdge { Source = "start", SourceHandle = "exec-out", Target = "a", TargetHandle = "input-value", Pointer = "/flow/edges/4" });
        edges.Add(new FlowEdge { Source = "a", SourceHandle = "output-result", Target = "ret", TargetHandle = "exec-in", Pointer = "/flow/edges/5" });

        Draft.AssertProblems(
            FlowValidator.Validate(document with { Edges = edges }, NodeCatalog.BuiltIn.Types, FlowLimits.Default),
            "RF303 unknown_source_handle @ /flow/edges/2/sourceHandle: Edge a.outcome → ret.input-y leaves 'outcome', which 'a' (logic_not) does not have. Its outputs are exec-out, exec-error, output-result, output-error.",
            "RF303 unknown_source_handle @ /flow/edges/3/sourceHandle: Edge ret.input-z → a.output-result leaves 'input-z', which 'ret' (return) does not have. An edge leads from an output to an input: swap its ends. Its outputs are exec-error, output-error.",
            "RF304 unknown_target_handle @ /flow/edges/3/targetHandle: Edge ret.input-z → a.output-result enters 'output-result', which 'a' (logic_not) does not have. An edge leads from an output to an input: swap its ends. Its inputs are exec-in, input-value.",
            "RF305 mixed_edge @ /flow/edges/4: Edge start.exec-out → a.input-value leads from an exec pin to a data pin. Lead it to exec-in, or take a data output.",
            "RF305 mixed_edge @ /flow/edges/5: Edge a.output-result → ret.exec-in leads from a data pin to an exec pin. Lead it to a data input, or take an exec output.");
    }

    [Fact]
    public void Validate_OfTwoEdgesIntoOneInput_NamesBoth() => Draft.AssertProblems(
        """
        start start {"config":{"api_schema":{"a":{"type":"int"},"b":{"type":"int"}}}}
        ret return
        start > ret
        start.a > ret.x
        start.b > ret.x
        """,
        "RF306 input_taken_twice @ /flow/edges/2/targetHandle: Edge 'e3' (start.output-b → ret.input-x) enters 'ret.x', which edge 'e2' (start.output-a → ret.input-x) enters already. A data input takes one edge: remove one of the two.");

    [Theory]
    [InlineData("str", "math_abs", "x", "number", "Put a convert_float between them.")]
    [InlineData("str", "data_list_length", "list", "list", "Put a data_json_parse between them.")]
    [InlineData("bool", "string_upper", "text", "str", "Put a convert_str between them.")]
    [InlineData("int", "logic_not", "value", "bool", "Put a convert_bool between them.")]
    [InlineData("dict[str,int]", "string_length", "text", "str", "Put a data_json_stringify between them.")]
    [InlineData("list[int]", "data_dict_keys", "dict", "dict", "Read an output of type dict instead.")]
    [InlineData("bool", "data_list_length", "list", "list", "Read an output of type list instead.")]
    public void Validate_OfTypesThatDoNotFit_NamesBothAndAConversion(string offered, string node, string pin, string wanted, string fix) => Draft.AssertProblems(
        $$"""
        start start {"config":{"api_schema":{"v":{"type":"{{offered}}"} } } }
        a {{node}}
        ret return
        start > a > ret
        start.v > a.{{pin}}
        """,
        $"RF307 incompatible_types @ /flow/edges/2: 'start.v' gives {offered}, but 'a.{pin}' takes {wanted}. {fix}");

    [Theory]
    [InlineData("int", "math_abs", "x")]
    [InlineData("number", "convert_int", "value")]
    [InlineData("any", "string_upper", "text")]
    [InlineData("list[str]", "string_join", "parts")]
    [InlineData("dict[str,any]", "data_dict_keys", "dict")]
    [InlineData("number", "flow_delay", "seconds")]
    public void Validate_OfTypesThatFit_FindsNothing(string offered, string node, string pin) => Draft.AssertProblems(
        $$"""
        start start {"config":{"api_schema":{"v":{"type":"{{offered}}"} } } }
        a {{node}}
        ret return
        start > a > ret
        start.v > a.{{pin}}
        """);

    [Fact]
    public void Validate_OfACall_TakesAnyInputAndAnyOutput() => Draft.AssertProblems(
        """
        start start
        call flow_call {"constantValues":{"FLOW":"other"},"inputValues":{"free":1}}
        add math_add {"inputValues":{"y":1}}
        ret return
        start > call > ret
        call.total > add.x
        call.result > ret.all
        add.result > ret.sum
        """);

    [Fact]
    public void Validate_OfErrorPins_FindsThemOnEveryNode() => Draft.AssertProblems(
        """
        start start
        a log {"inputValues":{"value":1}}
        add math_add {"inputValues":{"x":1,"y":1}}
        bad return
        worse return
        ret return
        start > a > add > ret
        a.exec-error > bad
        a.error > bad.error
        add.exec-error > worse
        add.error > worse.error
        """);
}
