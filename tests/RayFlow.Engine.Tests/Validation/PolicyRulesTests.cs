using Xunit;

namespace RayFlow.Engine.Tests.Validation;

public class PolicyRulesTests
{
    [Fact]
    public void Validate_OfPoliciesThatCanNeverCount_SaysWhereTheyWould() => Draft.AssertProblems(
        """
        start start {"policy":{"timeout_seconds":1}}
        pi math_add {"inputValues":{"x":1,"y":2},"policy":{"on_error":"skip"}}
        add math_add {"inputValues":{"y":2},"policy":{"on_error":"retry"}}
        log log {"inputValues":{"value":1},"policy":{"timeout_seconds":1}}
        if logic_if {"inputValues":{"condition":true},"policy":{"on_error":"continue"}}
        ret return {"policy":{"timeout_seconds":1}}
        start > add > log > if
        if.exec-true > ret
        pi.result > add.x
        """,
        "RF213 policy_without_effect @ /flow/nodes/0/data/policy: Node 'start' has a policy, but a START cannot fail. Remove it.",
        "RF213 policy_without_effect @ /flow/nodes/1/data/policy: Node 'pi' has a policy, but no exec edges: it is evaluated for the node that reads from it, and its failure is that node's. Set the policy there.",
        "RF213 policy_without_effect @ /flow/nodes/2/data/policy/on_error: Node 'add' has the policy retry, but is never tried again: it would come to the same. 'then' counts at once; set retry where the failure comes from.",
        "RF213 policy_without_effect @ /flow/nodes/3/data/policy/timeout_seconds: Node 'log' has a 'timeout_seconds' in its policy, but nothing watches its time: it is over as soon as it has begun, or as what it leads to. Set it on the nodes that take time, or on a loop or try around them.",
        "RF213 policy_without_effect @ /flow/nodes/5/data/policy/timeout_seconds: Node 'ret' has a 'timeout_seconds' in its policy, but nothing watches its time: it is over as soon as it has begun, or as what it leads to. Set it on the nodes that take time, or on a loop or try around them.");

    [Fact]
    public void Validate_OfPoliciesThatCount_SaysNothing() => Draft.AssertProblems(
        """
        start start
        delay flow_delay {"inputValues":{"seconds":1},"policy":{"timeout_seconds":1,"on_error":"continue"}}
        wait flow_wait_signal {"constantValues":{"SIGNAL":"go"},"policy":{"timeout_seconds":1}}
        for flow_for_range {"inputValues":{"stop":1},"policy":{"timeout_seconds":1}}
        call flow_call {"constantValues":{"FLOW":"child"},"policy":{"timeout_seconds":1,"on_error":"retry"}}
        get io_http_request {"inputValues":{"url":"http://localhost/"},"policy":{"timeout_seconds":1,"on_error":"retry"}}
        ret return
        start > delay > wait > for
        for.exec-completed > call
        call > get > ret
        """);
}
