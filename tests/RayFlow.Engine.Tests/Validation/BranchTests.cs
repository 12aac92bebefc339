using Xunit;

namespace RayFlow.Engine.Tests.Validation;

public class BranchTests
{
    [Fact]
    public void Validate_OfAReadAcrossBranches_NamesTheNodeThatTakesOne() => Draft.AssertProblems(
        """
        start start
        if logic_if {"inputValues":{"condition":true}}
        a log {"inputValues":{"value":1}}
        b log {"inputValues":{"value":1}}
        c log {"inputValues":{"value":1}}
        ret return
        start > if
        if.exec-true > a > ret
        if.exec-false > b > c > ret
        a.value > c.value
        a.value > ret.x
        b.value > ret.y
        """,
        "RF405 read_never_produced @ /flow/edges/6: 'c' reads 'a.value', but 'if' takes one of its branches, and 'a' and 'c' are on different ones: whenever 'c' runs, 'a' was skipped. Read it where the branches have joined, or from a node before 'if'.");

    [Fact]
    public void Validate_OfAReadAcrossBranchesThroughAPureNode_NamesIt() => Draft.AssertProblems(
        """
        start start
        sw logic_switch {"inputValues":{"value":1},"constantValues":{"CASES":[1,2]}}
        a log {"inputValues":{"value":1}}
        b log
        p convert_str
        ret return
        start > sw
        sw.exec-case-0 > a > ret
        sw.exec-default > b > ret
        a.value > p.value
        p.result > b.value
        p.result > ret.x
        """,
        "RF405 read_never_produced @ /flow/edges/6: 'b' reads 'a.value' through 'p', but 'sw' takes one of its branches, and 'a' and 'b' are on different ones: whenever 'b' runs, 'a' was skipped. Read it where the branches have joined, or from a node before 'sw'.");

    [Fact]
    public void Validate_OfResultsAndErrors_KnowsWhichBranchHasWhich() => Draft.AssertProblems(
        """
        start start
        a log {"inputValues":{"value":1}}
        ok log
        failed log
        both log
        ret return
        start > a > ok > both > ret
        a.exec-error > failed > both
        a.error > ok.value
        a.value > failed.value
        a.value > both.value
        a.error > both.message
        ok.error > ret.x
        """,
        "RF405 read_never_produced @ /flow/edges/6: 'ok' reads 'a.error', but 'ok' runs only if 'a' has not failed. Read the error on 'a.exec-error'.",
        "RF405 read_never_produced @ /flow/edges/7: 'failed' reads 'a.value', but 'failed' runs only if 'a' has failed, and then there is no 'value'. Read 'error' there, or lead 'failed' from 'a.exec-out'.",
        "RF307 incompatible_types @ /flow/edges/9: 'a.error' gives dict, but 'both.message' takes str. Put a data_json_stringify between them.",
        "RF405 read_never_produced @ /flow/edges/10: 'ret' reads 'ok.error', but the error has a value only when 'ok.exec-error' is connected. Connect it to what handles the failure.");

    [Fact]
    public void Validate_OfBranchesThatMeetAgain_FindsNothing() => Draft.AssertProblems(
        """
        start start
        if logic_if {"inputValues":{"condition":true}}
        t log {"inputValues":{"value":1}}
        f log {"inputValues":{"value":1}}
        left log {"inputValues":{"value":1}}
        right log
        ret return
        start > if
        if.exec-true > t > left > ret
        if.exec-false > f > left
        t > right > ret
        f > right
        left.value > right.value
        """);

    [Fact]
    public void Validate_OfAForkBeforeABranch_FindsNothing() => Draft.AssertProblems(
        """
        start start
        if logic_if {"inputValues":{"condition":true}}
        s log {"inputValues":{"value":1}}
        r log
        ret return
        start > if
        start > s > ret
        if.exec-true > s
        if.exec-false > r > ret
        s.value > r.value
        """);

    [Fact]
    public void Validate_OfBranchesInSequence_KnowsThatTheyAreIndependent() => Draft.AssertProblems(
        """
        start start
        one logic_if {"inputValues":{"condition":true}}
        a log {"inputValues":{"value":1}}
        m flow_merge
        two logic_if {"inputValues":{"condition":true}}
        b log
        ret return
        start > one
        one.exec-true > a > m
        one.exec-false > m > two
        two.exec-false > b > ret
        a.value > b.value
        """);

    [Fact]
    public void Validate_OfDeeplyNestedBranches_IsExact()
    {
        // Thirty branches deep no sample run comes by: the two ways are searched.
        var flow = new List<string> { "start start", "ret return", "s log {\"inputValues\":{\"value\":1}}", "r log", "q log" };
        for (var i = 0; i < 30; i++)
        {
            flow.Add($"if{i} logic_if {{\"inputValues\":{{\"condition\":true}}}}");
            flow.Add($"{(i == 0 ? "start" : $"if{i - 1}.exec-true")} > if{i}");
        }

        flow.AddRange(["if29.exec-true > s > ret", "if29.exec-true > r > ret", "if29.exec-false > q > ret", "s.value > r.value", "s.value > q.value"]);

        Draft.AssertProblems(
            string.Join('\n', flow),
            "RF405 read_never_produced @ /flow/edges/37: 'q' reads 's.value', but 'if29' takes one of its branches, and 's' and 'q' are on different ones: whenever 'q' runs, 's' was skipped. Read it where the branches have joined, or from a node before 'if29'.");
    }

    [Fact]
    public void Validate_OfASequence_LetsLaterBranchesReadEarlierOnesOnly() => Draft.AssertProblems(
        """
        start start
        seq flow_sequence {"constantValues":{"COUNT":3}}
        a log
        a2 log {"inputValues":{"value":1}}
        b log
        c log {"inputValues":{"value":1}}
        joined log
        ret return
        start > seq
        seq.exec-0 > a > a2 > joined
        seq.exec-1 > b > joined
        seq.exec-2 > c > joined > ret
        c.value > a.value
        a.value > b.value
        c.value > joined.value
        """,
        "RF405 read_never_produced @ /flow/edges/9: 'a' reads 'c.value', but it is on 'seq.exec-0', which settles before 'exec-2' starts, where 'c' runs. Swap the branches, or read from an earlier one.");

    [Fact]
    public void Validate_OfASignalThatTimesOut_KnowsThatItTakesOneWay() => Draft.AssertProblems(
        """
        start start
        wait flow_wait_signal {"constantValues":{"SIGNAL":"go"}}
        a log {"inputValues":{"value":1}}
        b log
        ret return
        start > wait > a > ret
        wait.exec-timeout > b > ret
        wait.payload > ret.x
        a.value > b.value
        """,
        "RF405 read_never_produced @ /flow/edges/6: 'b' reads 'a.value', but 'wait' takes one of its branches, and 'a' and 'b' are on different ones: whenever 'b' runs, 'a' was skipped. Read it where the branches have joined, or from a node before 'wait'.");
}
