using RayFlow.Engine.Planning;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;

namespace RayFlow.Grains.Flows;

/// <summary>A flow that is ready to run.</summary>
/// <param name="Graph">The graph.</param>
/// <param name="Source">The document it was made from.</param>
/// <param name="Warnings">What the validator found beside errors.</param>
/// <param name="Calls">The flows that it calls.</param>
internal sealed record CompiledFlow(FlowGraph Graph, ReadOnlyMemory<byte> Source, IReadOnlyList<FlowDiagnostic> Warnings, IReadOnlyList<FlowReference> Calls)
{
    // Measured: a graph takes two to four times the bytes of its document, which is kept as well.
    private const int BytesPerSourceByte = 5;
    private const int BytesPerWarning = 500;

    /// <summary>About how much memory it takes.</summary>
    public long Bytes => ((long)Source.Length * BytesPerSourceByte) + (Warnings.Count * BytesPerWarning);

    /// <summary>Whether today's rules were held against it. A flow that a run started with before goes on without.</summary>
    public required bool IsValidated { get; init; }

    /// <summary>Its node types that are not built in, by name.</summary>
    public required IReadOnlyDictionary<string, NodeTypeMark> NodeTypes { get; init; }

    /// <summary>Whether the flows that it calls are known to have been saved. One that is deleted later fails its calls.</summary>
    public bool CallsExist { get; set; } = Calls.Count == 0;

    /// <summary>When the document was last put into the database from here, UTC; null: not yet.</summary>
    public DateTimeOffset? StoredAt { get; set; }
}
