using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;

namespace RayFlow.Engine.Validation;

/// <summary>RF401 and RF402: what never runs, and whether a run can complete.</summary>
internal sealed class ReachabilityRules(FlowWiring wiring, Reachability reach, FlowFindings findings)
{
    public void Check()
    {
        if (wiring.Starts.Length == 0)
        {
            // Without START nothing runs; one problem says so.
            return;
        }

        var returns = Enumerable.Range(0, wiring.Count).Where(node => wiring.OperationOf(node) == ControlOperation.Return).ToList();
        var completes = returns.Exists(node => reach[node]);
        if (returns.Count > 0 && !completes)
        {
            findings.Add(
                DiagnosticCodes.NoReachableReturn,
                "/flow/nodes",
                $"START reaches no RETURN, so the flow could never complete. Lead an exec edge to {Display.Names(returns.Select(node => $"'{wiring.IdOf(node)}'"), "one", 3)} from a node that runs.");
        }

        for (var node = 0; node < wiring.Count; node++)
        {
            if (!reach[node] && wiring.Types[node] is { } type && (completes || type.Operation != ControlOperation.Return))
            {
                findings.AddNode(DiagnosticCodes.UnreachableNode, node, "", $"Node '{wiring.IdOf(node)}' never runs: {Why(node, type)}");
            }
        }
    }

    private string Why(int node, NodeDescriptor type) =>
        wiring.IsFree(node) ? "nothing that runs reads it. Connect one of its outputs or its exec-in, or remove it."
        : wiring.ExecIn[node].IsEmpty ? $"no exec edge leads to it{(type.Kind == NodeKind.Pure || wiring.DataOut[node].IsEmpty ? "" : ", and being read is not enough for a node that is not pure")}. Connect its exec-in, or remove it."
        : "START does not reach the nodes that lead to it. Connect them, or remove it.";
}
