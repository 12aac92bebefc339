using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;

namespace RayFlow.Engine.Validation;

/// <summary>RF213: what policies say can count.</summary>
internal sealed class PolicyRules(FlowWiring wiring, FlowFindings findings)
{
    public void Check()
    {
        for (var node = 0; node < wiring.Count && findings.HasRoom(); node++)
        {
            if (wiring.Types[node] is { } type && wiring.Document.Nodes[node].Policy is var policy && policy != NodePolicy.Default)
            {
                Check(node, type, policy);
            }
        }
    }

    private void Check(int node, NodeDescriptor type, NodePolicy policy)
    {
        if (type.Operation == ControlOperation.Start)
        {
            Add(node, "", "has a policy, but a START cannot fail. Remove it.");
            return;
        }

        var isFree = wiring.IsFree(node);
        if (isFree && policy with { TimeoutSeconds = null } != NodePolicy.Default)
        {
            Add(node, "", "has a policy, but no exec edges: it is evaluated for the node that reads from it, and its failure is that node's. Set the policy there.");
        }
        else if (!isFree && policy.OnError == OnError.Retry && !IsTriedAgain(type))
        {
            Add(node, "/on_error", "has the policy retry, but is never tried again: it would come to the same. 'then' counts at once; set retry where the failure comes from.");
        }

        if (policy.TimeoutSeconds is not null && !IsTimed(type))
        {
            Add(node, "/timeout_seconds", "has a 'timeout_seconds' in its policy, but nothing watches its time: it is over as soon as it has begun, or as what it leads to. Set it on the nodes that take time, or on a loop or try around them.");
        }
    }

    /// <summary>Whether an attempt that failed may be followed by another.</summary>
    private static bool IsTriedAgain(NodeDescriptor type) => type is { Kind: NodeKind.Effect } or { Kind: NodeKind.Pure, Heavy: true } or { Operation: ControlOperation.Call };

    /// <summary>Whether it is ended when its time is over.</summary>
    private static bool IsTimed(NodeDescriptor type) => type is { Kind: NodeKind.Effect, Inline: false } or { Kind: NodeKind.Pure, Heavy: true }
        || type.Operation is ControlOperation.Call or ControlOperation.Delay or ControlOperation.WaitSignal
            or ControlOperation.ForEach or ControlOperation.ForRange or ControlOperation.While or ControlOperation.Try;

    private void Add(int node, string field, string rest) =>
        findings.AddNode(DiagnosticCodes.PolicyWithoutEffect, node, $"/data/policy{field}", $"Node '{wiring.IdOf(node)}' {rest}");
}
