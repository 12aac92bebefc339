namespace RayFlow.Storage.Grouping;

/// <summary>A read or write that waits for its turn.</summary>
internal abstract class PendingOperation
{
    /// <summary>When it was handed over, by <see cref="Environment.TickCount64"/>.</summary>
    public long QueuedAt { get; } = Environment.TickCount64;

    /// <summary>Roughly how much it adds to a request.</summary>
    public abstract long Bytes { get; }

    /// <summary>How long it waits for a database that is away, if that is less than operations generally do.</summary>
    public virtual TimeSpan Patience => TimeSpan.MaxValue;

    /// <summary>
    /// Whether an attempt ended without an answer: what a write carries may be in the database, by our own hand, without our
    /// knowing.
    /// </summary>
    public virtual bool IsOutcomeUnknown { get; set; }

    public abstract void Fail(Exception error);
}
