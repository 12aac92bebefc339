using Xunit;

namespace RayFlow.Engine.Tests.Validation;

public class RegionRulesTests
{
    [Fact]
    public void Validate_OfALoopThatIsClosed_FindsNothing() => Draft.AssertProblems(
        """
        start start {"config":{"api_schema":{"items":{"type":"list"}}}}
        before log {"inputValues":{"value":1}}
        for flow_for_each
        double math_multiply {"inputValues":{"y":2}}
        if logic_if {"inputValues":{"condition":true}}
        a log
        stop flow_break
        inner flow_for_range {"inputValues":{"stop":2}}
        b log
        ret return
        start > before > for
        for.exec-body > if
        if.exec-true > a > inner
        if.exec-false > stop
        inner.exec-body > b
        for.exec-completed > ret
        start.items > for.items
        for.element > double.x
        double.result > a.value
        before.value > b.value
        a.value > inner.collect
        double.result > for.collect
        for.collected > ret.all
        """);

    [Fact]
    public void Validate_OfABodyThatLeadsOut_NamesTheEdgeThatEnters() => Draft.AssertProblems(
        """
        start start
        for flow_for_range {"inputValues":{"stop":3}}
        a log {"inputValues":{"value":1}}
        ret return
        start > for
        for.exec-body > a > ret
        for.exec-completed > ret
        for.collected > ret.all
        """,
        "RF406 region_entered @ /flow/edges/3: Edge 'e4' (for.exec-completed → ret.exec-in) enters the body of 'for' from outside: 'ret' belongs there, because edge 'e3' (a.exec-out → ret.exec-in) leads to it. Remove one of the two. What runs after the loop goes on 'for.exec-completed', apart from the body.");

    [Fact]
    public void Validate_OfPartsOfATryThatMeet_NamesTheEdge() => Draft.AssertProblems(
        """
        start start
        try flow_try
        a log {"inputValues":{"value":1}}
        b log
        done log {"inputValues":{"value":1}}
        ret return
        start > try
        try.exec-try > a > done
        try.exec-catch > b > done
        try.exec-finally > ret
        try.error > b.value
        """,
        "RF406 region_entered @ /flow/edges/4: Edge 'e5' (b.exec-out → done.exec-in) enters the 'exec-try' part of 'try' from the 'exec-catch' part of 'try': 'done' belongs there, because edge 'e3' (a.exec-out → done.exec-in) leads to it. Remove one of the two. What 'try.exec-try' reaches is apart from everything else.");

    [Fact]
    public void Validate_OfAnInnerBodyThatLeadsIntoTheOuter_NamesTheEdge() => Draft.AssertProblems(
        """
        start start
        outer flow_for_range {"inputValues":{"stop":3}}
        inner flow_for_range {"inputValues":{"stop":3}}
        a log {"inputValues":{"value":1}}
        b log {"inputValues":{"value":1}}
        ret return
        start > outer
        outer.exec-body > inner
        inner.exec-body > a > b
        inner.exec-completed > b
        outer.exec-completed > ret
        """,
        "RF406 region_entered @ /flow/edges/4: Edge 'e5' (inner.exec-completed → b.exec-in) enters the body of 'inner' from the body of 'outer': 'b' belongs there, because edge 'e4' (a.exec-out → b.exec-in) leads to it. Remove one of the two. What runs after the loop goes on 'inner.exec-completed', apart from the body.");

    [Fact]
    public void Validate_OfReadsFromOutside_NamesTheRegionAndTheWayOut() => Draft.AssertProblems(
        """
        start start
        for flow_for_range {"inputValues":{"stop":3}}
        a log {"inputValues":{"value":1}}
        p convert_str
        try flow_try
        b log {"inputValues":{"value":1}}
        c log
        d log
        ret return
        start > for
        for.exec-body > a
        for.exec-completed > try
        try.exec-try > b
        try.exec-catch > c
        try.exec-finally > d > ret
        a.value > ret.direct
        a.value > p.value
        p.result > ret.through
        b.value > c.value
        b.value > d.value
        """,
        "RF407 region_read @ /flow/edges/7: 'ret' reads 'a.value', which is made inside the body of 'for', but 'ret' is not in it. Wire the value to 'for.collect' and read 'for.collected', or set a variable.",
        "RF407 region_read @ /flow/edges/9: 'ret' reads 'p.result', which is made of values inside the body of 'for', but 'ret' is not in it. Wire the value to 'for.collect' and read 'for.collected', or set a variable.",
        "RF407 region_read @ /flow/edges/10: 'c' reads 'b.value', which is made inside the 'exec-try' part of 'try', but 'c' is not in it. Set a variable inside and get it outside, or move the reader inside.",
        "RF407 region_read @ /flow/edges/11: 'd' reads 'b.value', which is made inside the 'exec-try' part of 'try', but 'd' is not in it. Set a variable inside and get it outside, or move the reader inside.");

    [Fact]
    public void Validate_OfAPureNodeThatReadsTwoRegions_SaysThatNobodyCanBeInBoth() => Draft.AssertProblems(
        """
        start start
        one flow_for_range {"inputValues":{"stop":3}}
        two flow_for_range {"inputValues":{"stop":3}}
        a log {"inputValues":{"value":1}}
        b log {"inputValues":{"value":1}}
        p logic_compare
        c log
        ret return
        start > one
        one.exec-completed > two
        one.exec-body > a > c
        two.exec-body > b
        two.exec-completed > ret
        a.value > p.a
        b.value > p.b
        p.result > c.value
        """,
        "RF407 region_read @ /flow/edges/7: 'p' reads 'b.value' from the body of 'two' and another value from the body of 'one'. No reader can be in both. Wire the value to 'two.collect' and read 'two.collected', or set a variable.");

    [Fact]
    public void Validate_OfALoopsInputs_LetsOnlyCollectReadTheBody() => Draft.AssertProblems(
        """
        start start
        for flow_for_each
        a log {"inputValues":{"value":1}}
        while flow_while
        b log {"inputValues":{"value":1}}
        cond convert_bool
        ret return
        start > for
        for.exec-body > a
        for.exec-completed > while
        while.exec-body > b
        while.exec-completed > ret
        a.value > for.items
        a.value > for.collect
        b.value > cond.value
        cond.result > while.condition
        """,
        "RF407 region_read @ /flow/edges/5: 'for' reads 'a.value', which is made inside the body of 'for', but 'for' is not in it. Wire the value to 'for.collect' and read 'for.collected', or set a variable.",
        "RF407 region_read @ /flow/edges/8: 'while' reads 'cond.result', which is made of values inside the body of 'while', but 'while' is not in it. Set a variable inside and get it outside, or move the reader inside.");

    [Fact]
    public void Validate_OfAConditionThatReadsItsOwnIndex_FindsNothing() => Draft.AssertProblems(
        """
        variables {"n": 0}
        start start
        while flow_while
        n variables_get {"config":{"variable_name":"n"}}
        sum math_add
        less logic_compare {"constantValues":{"OPERATOR":"<"},"inputValues":{"b":3}}
        b variables_increment {"config":{"variable_name":"n"}}
        ret return
        start > while
        while.exec-body > b
        while.exec-completed > ret
        n.value > sum.x
        while.index > sum.y
        sum.result > less.a
        less.result > while.condition
        """);

    [Fact]
    public void Validate_OfTheOwnersOutputs_KnowsWhereTheyHaveAValue() => Draft.AssertProblems(
        """
        start start
        for flow_for_range {"inputValues":{"stop":3}}
        a log
        a2 log
        p data_list_length
        try flow_try
        b log
        ret return
        start > for
        for.exec-body > a > a2
        for.exec-completed > try
        try.exec-try > b
        try.exec-finally > ret
        for.collected > a.value
        for.collected > p.list
        p.length > a2.value
        for.index > ret.last
        try.error > b.value
        """,
        "RF405 read_never_produced @ /flow/edges/6: 'a' reads 'for.collected', but 'for' is complete only when 'a' inside it is. Read it after 'for', or keep a running value in a variable.",
        "RF405 read_never_produced @ /flow/edges/8: 'a2' reads 'p.length', which depends on 'for', but 'for' is complete only when 'a2' inside it is. Read it after 'for', or keep a running value in a variable.",
        "RF410 turn_output_outside @ /flow/edges/9: 'ret' reads 'for.index', which belongs to one turn of the loop, but 'ret' is not in its body. Wire the value to 'for.collect' and read 'for.collected', or set a variable.",
        "RF405 read_never_produced @ /flow/edges/10: 'b' reads 'try.error', but it is in the part that is tried, and the error has a value only after that failed. Read it on exec-catch.");

    [Fact]
    public void Validate_OfABreak_AsksForALoop() => Draft.AssertProblems(
        """
        start start
        try flow_try
        lost flow_break
        for flow_for_range {"inputValues":{"stop":3}}
        inner flow_try
        fine flow_break
        out flow_break
        ret return
        start > try
        try.exec-try > lost
        start > for
        for.exec-body > inner
        inner.exec-catch > fine
        for.exec-completed > out
        start > ret
        """,
        "RF408 break_outside_loop @ /flow/nodes/2: Node 'lost' breaks a loop, but it is not inside the body of one. Move it into a body, or remove it.",
        "RF408 break_outside_loop @ /flow/nodes/6: Node 'out' breaks a loop, but it is not inside the body of one. Move it into a body, or remove it.");
}
