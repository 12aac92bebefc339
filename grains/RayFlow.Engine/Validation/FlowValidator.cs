using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;

namespace RayFlow.Engine.Validation;

/// <summary>Proves before a flow runs what can be proved: that it is wired correctly and that nothing in it waits for what never comes.</summary>
public static class FlowValidator
{
    /// <summary>
    /// Every problem of a document, errors and warnings, in the order of the document. Nothing of it runs if there is one error.
    /// What the parser reported is not reported again. Costs n log n in the size of the graph and does not recurse on it.
    /// </summary>
    /// <param name="document">What the parser read.</param>
    /// <param name="types">The node types there are.</param>
    /// <param name="limits">How large a flow may be; a larger one is not looked into further.</param>
    /// <param name="saved">The latest version of each saved flow that <see cref="CallsOf"/> names, by name, those that do not exist left out; null: it is not known which do.</param>
    public static IReadOnlyList<FlowDiagnostic> Validate(FlowDocument document, NodeTypes types, FlowLimits limits, IReadOnlyDictionary<string, int>? saved = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(types);
        ArgumentNullException.ThrowIfNull(limits);
        var findings = new FlowFindings(document, limits);
        var graph = new GraphRules(document, findings);
        if (graph.CheckSize(limits))
        {
            var nodes = new NodeRules(document, types, findings);
            var descriptors = nodes.ResolveTypes();
            var edges = new EdgeRules(document, types, descriptors, graph.CheckIds(), findings);
            graph.CheckEnds(descriptors);
            new SettingRules(document, descriptors, findings).Check();
            var wiring = edges.Check();
            nodes.CheckInputs(descriptors, edges.Taken);
            nodes.CheckJoins(wiring);
            new PolicyRules(wiring, findings).Check();
            CheckOrder(wiring, findings);
            new VariableRules(wiring, findings).Check();
            if (saved is not null)
            {
                CallRules.Check(document, descriptors, saved, findings);
            }
        }

        return findings.InOrder();
    }

    /// <summary>The flows that a document calls, each once.</summary>
    public static IReadOnlyList<FlowReference> CallsOf(FlowDocument document, NodeTypes types)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(types);
        return [.. CallRules.CallsOf(document, node => types.TryGet(document.Nodes[node].Type, out var type) ? type.Descriptor : null).Select(call => call.Flow).Distinct()];
    }

    private static void CheckOrder(FlowWiring wiring, FlowFindings findings)
    {
        var reach = new Reachability(wiring);
        var reads = new ReadProblems(wiring, findings);
        new ReachabilityRules(wiring, reach, findings).Check();
        new CycleRules(wiring, findings).Check();
        new RegionRules(wiring, reads, findings).Check();
        var sequences = SequenceOrder.Of(wiring, reach);
        var order = new ReadRules(wiring, reach, sequences, reads);
        order.CheckSequences();
        new WaitRules(wiring, reach, sequences, reads, findings).Check();
        order.Check();
    }
}
