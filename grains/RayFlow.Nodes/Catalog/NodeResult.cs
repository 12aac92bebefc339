using System.Diagnostics.CodeAnalysis;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Catalog;

/// <summary>What became of one attempt: the outputs of every output pin, or an error; and the lines logged in either case.</summary>
public sealed record NodeResult
{
    private NodeResult(ValueMap? outputs, NodeError? error, IReadOnlyList<LogLine> log)
    {
        Outputs = outputs;
        Error = error;
        Log = log;
    }

    /// <summary>True if the node completed.</summary>
    [MemberNotNullWhen(true, nameof(Outputs))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsCompleted => Error is null;

    /// <summary>A value per output pin; null if the node failed.</summary>
    public ValueMap? Outputs { get; }

    /// <summary>Why the node failed; null if it completed.</summary>
    public NodeError? Error { get; }

    /// <summary>What it logged, oldest first.</summary>
    public IReadOnlyList<LogLine> Log { get; }

    /// <summary>The node completed.</summary>
    public static NodeResult Completed(ValueMap outputs, IReadOnlyList<LogLine> log) => new(outputs, null, log);

    /// <summary>The node failed.</summary>
    public static NodeResult Failed(NodeError error, IReadOnlyList<LogLine> log) => new(null, error, log);
}
