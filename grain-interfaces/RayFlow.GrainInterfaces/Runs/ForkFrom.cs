using RayFlow.Model.Values;

namespace RayFlow.GrainInterfaces.Runs;

/// <summary>A new run has the past of another run and a future of its own. The point is an event, or the firing of a node.</summary>
[GenerateSerializer, Immutable, Alias("rayflow.ForkFrom")]
public sealed record ForkFrom
{
    /// <summary>The other run.</summary>
    [Id(0)]
    public required string RunId { get; init; }

    /// <summary>After this event of its event stream; null: before a node fires.</summary>
    [Id(1)]
    public long? At { get; init; }

    /// <summary>Just before this node fires; null: after an event.</summary>
    [Id(2)]
    public string? NodeId { get; init; }

    /// <summary>The node's frame; empty for the root.</summary>
    [Id(3)]
    public string Frame { get; init; } = "";

    /// <summary>Inputs of that node that are to be different; null: none.</summary>
    [Id(4)]
    public ValueMap? Inputs { get; init; }

    /// <summary>That node is not executed but completes with these outputs; null: it is executed.</summary>
    [Id(5)]
    public ValueMap? Outputs { get; init; }

    /// <summary>Variables that are to have other values from there; null: none.</summary>
    [Id(6)]
    public ValueMap? Variables { get; init; }
}

/// <summary>Where the past of a run comes from.</summary>
/// <param name="RunId">The run whose past it is.</param>
/// <param name="Sequence">The number of that run's last event that is a part of it.</param>
[GenerateSerializer, Immutable, Alias("rayflow.ForkedFrom")]
public sealed record ForkedFrom([property: Id(0)] string RunId, [property: Id(1)] long Sequence);
