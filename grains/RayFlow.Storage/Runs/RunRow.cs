namespace RayFlow.Storage.Runs;

/// <summary>A run's row in the index: what lists, schedules and finds it without asking its grain.</summary>
public sealed record RunRow
{
    /// <summary>32 hexadecimal digits, a UUID of version 7.</summary>
    public required string RunId { get; init; }

    /// <summary>The flow's name; empty if it has none.</summary>
    public required string FlowName { get; init; }

    /// <summary>The version of a saved flow; null for a document that came with the request.</summary>
    public int? FlowVersion { get; init; }

    /// <summary>SHA-256 of the flow document, 64 lower-case hexadecimal digits.</summary>
    public required string FlowHash { get; init; }

    /// <summary>One of <c>pending running waiting paused completed failed cancelled</c>.</summary>
    public required string Status { get; init; }

    /// <summary>When the run was accepted; stored to the microsecond, in UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while it has not. An ended run is stored without a wake time.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When a waiting run must be woken; null if nothing but a signal or a child can go on with it.</summary>
    public DateTimeOffset? WakeAt { get; init; }

    /// <summary>The run that this one is a child of, 32 hexadecimal digits.</summary>
    public string? ParentRunId { get; init; }

    /// <summary>The id of the RETURN that ended it.</summary>
    public string? ReturnNode { get; init; }

    /// <summary>That RETURN's status code.</summary>
    public int? StatusCode { get; init; }

    /// <summary>Why it failed, as a code.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>JSON with what an answer about an ended run needs; empty in lists.</summary>
    public ReadOnlyMemory<byte> Summary { get; init; }

    /// <summary>The silo that holds the run; null when nobody needs to hold it. One holds an ended run until its parent knows of the end.</summary>
    public string? Owner { get; init; }

    /// <summary>
    /// Whether the run has got on, so that earlier takeovers count no more and it is parked no longer; default true. False for a row
    /// that only says whose the run is now. Not stored.
    /// </summary>
    public bool ResetsTakeovers { get; init; } = true;

    /// <summary>How often it was taken over since it last got on, as read; what is written here is ignored.</summary>
    public int Takeovers { get; init; }

    /// <summary>Since when nobody takes it over any more, as read; null: it is not parked. What is written here is ignored.</summary>
    public DateTimeOffset? ParkedAt { get; init; }

    /// <summary>Why it is parked, for people, as read. What is written here is ignored.</summary>
    public string? ParkedReason { get; init; }
}
