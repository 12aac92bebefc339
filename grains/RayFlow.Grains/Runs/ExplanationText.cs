using RayFlow.Engine.Moments;

namespace RayFlow.Grains.Runs;

/// <summary>Why a node instance is what it is, in a sentence.</summary>
internal static class ExplanationText
{
    private const int MostNamed = 3;

    public static string Of(Explanation explanation)
    {
        var node = $"'{explanation.Node.Id}'";
        return explanation.Reason switch
        {
            ExplainedBy.Start => $"{node} is START: it fires when the run starts.",
            ExplainedBy.Fired => $"{node} fired because {Sources(explanation.Because)}.",
            ExplainedBy.DeadEdges => $"{node} was skipped because {Origin(explanation.Because)}.",
            ExplainedBy.PendingEdges when explanation.Because.Count == 0 => $"{node} waits for exec edges.",
            ExplainedBy.PendingEdges => $"{node} waits because {Sources(explanation.Because)}.",
            ExplainedBy.PendingSources => $"{node} waits for what it reads: {Sources(explanation.Because)}.",
            ExplainedBy.ItsTurn => $"{node} is about to fire because {Sources(explanation.Because)}.",
            ExplainedBy.Never => explanation.Because.Count == 0 ? $"{node} can never fire: the run, or what is around it, is over." : $"{node} can never fire: {Sources(explanation.Because)}, and nothing follows from that any more.",
            ExplainedBy.Evaluated => $"{node} has no exec edges: it is evaluated when a node that reads from it fires.",
            _ => $"{node} was ended because the run, or what is around it, ended.",
        };
    }

    private static string Sources(IReadOnlyList<DecidingEdge> edges)
    {
        var named = string.Join(" and ", edges.Take(MostNamed).Select(edge => $"'{edge.Source.Id}' {Fate(edge)}"));
        return edges.Count > MostNamed ? $"{named} (and {edges.Count - MostNamed} more)" : named.Length > 0 ? named : "its time had come";
    }

    /// <summary>Where the first of the dead ways began.</summary>
    private static string Origin(IReadOnlyList<DecidingEdge> edges)
    {
        if (edges is not [var edge, ..])
        {
            return "no exec edge can reach it";
        }

        while (edge is { SourceState: InstanceState.Skipped, Because: [var before, ..] })
        {
            edge = before;
        }

        return $"'{edge.Source.Id}' {Fate(edge)}";
    }

    private static string Fate(DecidingEdge edge) => edge.SourceState switch
    {
        InstanceState.Completed or InstanceState.TakenOver => edge.IsLive == false ? "went another way" : "completed",
        InstanceState.Failed => "failed",
        InstanceState.Skipped => "was skipped",
        InstanceState.Cancelled => "was ended",
        InstanceState.Running => edge.IsLive == true ? "led here" : "is running",
        InstanceState.Waiting => "is waiting",
        InstanceState.Ready => "is about to fire",
        _ => "has not fired",
    };
}
