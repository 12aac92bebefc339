namespace RayFlow.Model.Flows;

/// <summary>What happens when a node fails. Every field that a node leaves out is null here and taken from the run's default.</summary>
public sealed record NodePolicy
{
    /// <summary>Nothing given.</summary>
    public static NodePolicy Default { get; } = new();

    /// <summary>What to do; null: the run's <c>error_strategy</c>.</summary>
    public OnError? OnError { get; init; }

    /// <summary>How often a retried node is tried in all, 1 to 1,000; default 3.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>Seconds before the second attempt, at most a year; default 1.</summary>
    public double InitialDelaySeconds { get; init; } = 1;

    /// <summary>What each further delay is multiplied with, at least 1; default 2.</summary>
    public double Backoff { get; init; } = 2;

    /// <summary>The longest delay in seconds, at most a year; default 60.</summary>
    public double MaxDelaySeconds { get; init; } = 60;

    /// <summary>Whether a delay is drawn at random from its upper half; default true.</summary>
    public bool Jitter { get; init; } = true;

    /// <summary>After the last attempt of a retried node: abort, continue or skip.</summary>
    public OnError Then { get; init; } = Flows.OnError.Abort;

    /// <summary>How long one attempt may take, in seconds, at most a year (a run that started before there was that bound may have more); null: no limit of its own.</summary>
    public double? TimeoutSeconds { get; init; }
}
