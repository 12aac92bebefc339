using Xunit;

namespace RayFlow.Engine.Tests.Validation;

public class OrderRulesTests
{
    [Fact]
    public void Validate_OfNodesThatNeverRun_SaysWhy() => Draft.AssertProblems(
        """
        start start
        ret return
        lonely log {"inputValues":{"value":1}}
        read log {"inputValues":{"value":1}}
        behind log {"inputValues":{"value":1}}
        pure logic_not {"inputValues":{"value":true}}
        chain logic_not
        other return
        start > ret
        lonely > behind
        pure.result > chain.value
        read.value > behind.message
        """,
        "RF401 unreachable_node @ /flow/nodes/2: Node 'lonely' never runs: no exec edge leads to it. Connect its exec-in, or remove it.",
        "RF401 unreachable_node @ /flow/nodes/3: Node 'read' never runs: no exec edge leads to it, and being read is not enough for a node that is not pure. Connect its exec-in, or remove it.",
        "RF401 unreachable_node @ /flow/nodes/4: Node 'behind' never runs: START does not reach the nodes that lead to it. Connect them, or remove it.",
        "RF401 unreachable_node @ /flow/nodes/5: Node 'pure' never runs: nothing that runs reads it. Connect one of its outputs or its exec-in, or remove it.",
        "RF401 unreachable_node @ /flow/nodes/6: Node 'chain' never runs: nothing that runs reads it. Connect one of its outputs or its exec-in, or remove it.",
        "RF401 unreachable_node @ /flow/nodes/7: Node 'other' never runs: no exec edge leads to it. Connect its exec-in, or remove it.");

    [Fact]
    public void Validate_OfAFlowThatReachesNoReturn_SaysSoOnce() => Draft.AssertProblems(
        """
        start start
        a log {"inputValues":{"value":1}}
        one return
        two return
        start > a
        """,
        "RF402 no_reachable_return @ /flow/nodes: START reaches no RETURN, so the flow could never complete. Lead an exec edge to 'one', 'two' from a node that runs.");

    [Fact]
    public void Validate_OfExecEdgesInACircle_NamesItsNodes() => Draft.AssertProblems(
        """
        start start
        a log {"inputValues":{"value":1},"join":"any"}
        b log {"inputValues":{"value":1}}
        c log {"inputValues":{"value":1}}
        d log {"inputValues":{"value":1}}
        ret return
        start > a > b > c > ret
        c > a
        b > d > d
        """,
        "RF403 exec_cycle @ /flow/edges/4: Edge 'e5' (c.exec-out → a.exec-in) closes a circle of exec edges: a → b → c → a. Each node fires once, so it would wait for itself. Remove the edge, or repeat with flow_for_each, flow_for_range or flow_while.",
        "RF403 exec_cycle @ /flow/edges/6: Edge 'e7' (d.exec-out → d.exec-in) closes a circle of exec edges: d → d. Each node fires once, so it would wait for itself. Remove the edge, or repeat with flow_for_each, flow_for_range or flow_while.");

    [Fact]
    public void Validate_OfABodyThatLeadsBackToItsLoop_SaysThatItNeedNot() => Draft.AssertProblems(
        """
        start start
        for flow_for_range {"inputValues":{"stop":3}}
        a log
        ret return
        start > for
        for.exec-body > a > for
        for.exec-completed > ret
        for.index > a.value
        """,
        "RF403 exec_cycle @ /flow/edges/2: Edge 'e3' (a.exec-out → for.exec-in) leads from the body of 'for' back to it (for → a → for). A loop takes its next turn by itself: remove the edge.");

    [Fact]
    public void Validate_OfPureNodesThatReadEachOther_NamesTheCircle() => Draft.AssertProblems(
        """
        start start
        a math_add {"inputValues":{"y":1}}
        b math_add {"inputValues":{"y":1}}
        c math_abs
        ret return
        start > ret
        a.result > b.x
        b.result > a.x
        c.result > c.x
        b.result > ret.b
        c.result > ret.c
        """,
        "RF404 data_cycle @ /flow/edges/1: 'b' reads 'a.result', which waits for 'b' in turn: a → b → a. None of them can be the first; remove one of these edges, or carry the value in a variable.",
        "RF404 data_cycle @ /flow/edges/3: 'c' reads its own output 'result', which it has only after it has read. Read from another node; carry a value from turn to turn in a variable.");

    [Fact]
    public void Validate_OfParallelNodesThatReadEachOther_NamesTheCircle() => Draft.AssertProblems(
        """
        start start
        a log
        b log
        ret return
        start > a > ret
        start > b > ret
        a.value > b.value
        b.value > a.value
        """,
        "RF404 data_cycle @ /flow/edges/4: 'b' reads 'a.value', which waits for 'b' in turn: a → b → a. None of them can be the first; remove one of these edges, or carry the value in a variable.");

    [Fact]
    public void Validate_OfParallelNodesThatWaitForEachOtherThroughOrder_NamesTheCircle() => Draft.AssertProblems(
        """
        start start
        a log
        b log
        c log {"inputValues":{"value":1}}
        d log {"inputValues":{"value":1}}
        ret return
        start > a > c > ret
        start > b > d > ret
        c.value > b.value
        d.value > a.value
        """,
        "RF404 data_cycle @ /flow/edges/6: 'b' reads 'c.value', which waits for 'b' in turn: a → c → b → d → a. None of them can be the first; remove one of these edges, or carry the value in a variable.");

    [Fact]
    public void Validate_OfAReadFromALaterNode_NamesTheWay() => Draft.AssertProblems(
        """
        start start
        a log
        b log
        c log
        ret return
        start > a > b > c > ret
        c.value > a.value
        a.value > b.value
        b.value > c.value
        """,
        "RF405 read_never_produced @ /flow/edges/4: 'a' reads 'c.value', but 'c' runs only after 'a' (a → b → c). Read from a node that runs before 'a', or lead the exec edges so that 'c' does.");

    [Fact]
    public void Validate_OfAReadFromALaterNodeThroughPureNodes_BlamesTheReader() => Draft.AssertProblems(
        """
        start start
        a log
        b log {"inputValues":{"value":1}}
        p convert_str
        q string_upper
        ret return
        start > a > b > ret
        b.value > p.value
        p.result > q.text
        q.result > a.value
        q.result > ret.x
        """,
        "RF405 read_never_produced @ /flow/edges/5: 'a' reads 'q.result', which depends on 'b', but 'b' runs only after 'a' (a → b → p → q). Read from a node that runs before 'a', or lead the exec edges so that 'b' does.");

    [Fact]
    public void Validate_OfAReadFromANodeThatStartDoesNotReach_SaysSo() => Draft.AssertProblems(
        """
        start start
        a log {"inputValues":{"value":1}}
        p convert_str
        ret return
        start > ret
        a.value > p.value
        p.result > ret.x
        a.value > ret.y
        """,
        "RF401 unreachable_node @ /flow/nodes/1: Node 'a' never runs: no exec edge leads to it, and being read is not enough for a node that is not pure. Connect its exec-in, or remove it.",
        "RF405 read_never_produced @ /flow/edges/1: 'p' reads 'a.value', but START does not reach 'a', so it never runs. Lead an exec edge to it, or read from a node that runs.",
        "RF405 read_never_produced @ /flow/edges/3: 'ret' reads 'a.value', but START does not reach 'a', so it never runs. Lead an exec edge to it, or read from a node that runs.");

    [Fact]
    public void Validate_OfAJoinThatAnEarlierWayCanFire_FindsNothing() => Draft.AssertProblems(
        """
        start start
        a log
        b log {"inputValues":{"value":1},"join":"any"}
        c log
        merge flow_merge
        d log {"inputValues":{"value":1}}
        e log
        two log {"inputValues":{"value":1},"join":{"mode":"n_of_m","n":2}}
        ret return
        start > a > b > ret
        start > b
        b.value > a.value
        start > c > merge > d > ret
        start > merge
        d.value > c.value
        start > e > two
        a > two
        start > two
        two.value > e.value
        """);

    [Fact]
    public void Validate_OfParallelReads_FindsNothing() => Draft.AssertProblems(
        """
        start start
        a log {"inputValues":{"value":1}}
        b log
        c log
        ret return
        start > a > ret
        start > b > c > ret
        a.value > b.value
        b.value > c.value
        c.value > ret.x
        """);

    [Fact]
    public void Validate_OfSequencesThatWaitForEachOther_NamesTheCircle() => Draft.AssertProblems(
        """
        start start
        one flow_sequence {"constantValues":{"COUNT":2}}
        two flow_sequence {"constantValues":{"COUNT":2}}
        a log
        b log {"inputValues":{"value":1}}
        c log
        d log {"inputValues":{"value":1}}
        ret return
        start > one
        start > two
        one.exec-0 > a
        one.exec-1 > b > ret
        two.exec-0 > c
        two.exec-1 > d
        d.value > a.value
        b.value > c.value
        """,
        "RF404 data_cycle @ /flow/edges/8: 'c' reads 'b.value', which waits for 'c' in turn: a → one → b → c → two → d → a. None of them can be the first; remove one of these edges, or carry the value in a variable.");
}
