namespace RayFlow.Model.Flows;

/// <summary>An edge of a flow.</summary>
public sealed record FlowEdge
{
    /// <summary>The id given, or null.</summary>
    public string? Id { get; init; }

    /// <summary>The id of the node that it leaves.</summary>
    public required string Source { get; init; }

    /// <summary>The pin that it leaves: <c>exec…</c> or <c>output-NAME</c>.</summary>
    public required string SourceHandle { get; init; }

    /// <summary>The id of the node that it enters.</summary>
    public required string Target { get; init; }

    /// <summary>The pin that it enters: <c>exec…</c> or <c>input-NAME</c>.</summary>
    public required string TargetHandle { get; init; }

    /// <summary>Where the edge stands in the document: a JSON pointer such as <c>/flow/edges/3</c>.</summary>
    public string Pointer { get; init; } = "";

    /// <summary>True if this edge carries control: its source handle starts with <c>exec</c>.</summary>
    public bool IsExec => SourceHandle.StartsWith("exec", StringComparison.Ordinal);

    /// <summary>The name of the output that a data edge leaves.</summary>
    public string OutputName => SourceHandle.StartsWith("output-", StringComparison.Ordinal) ? SourceHandle[7..] : SourceHandle;

    /// <summary>The name of the input that a data edge enters.</summary>
    public string InputName => TargetHandle.StartsWith("input-", StringComparison.Ordinal) ? TargetHandle[6..] : TargetHandle;

    /// <summary>What it is called: its id, or for one without <c>source.sourceHandle&gt;target.targetHandle</c>.</summary>
    public string Name => Id ?? $"{Source}.{SourceHandle}>{Target}.{TargetHandle}";

    /// <summary>The edge in words: its id if it has one, and its ends.</summary>
    public override string ToString() =>
        Id is null ? $"{Source}.{SourceHandle} → {Target}.{TargetHandle}" : $"'{Id}' ({Source}.{SourceHandle} → {Target}.{TargetHandle})";
}
