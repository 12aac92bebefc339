namespace Orleans.Runtime;

/// <summary>The table of reminders.</summary>
internal interface IReminderRows
{
    Task StartAsync(CancellationToken cancellationToken);

    Task<Reminder> WriteAsync(GrainId grainId, string name, DateTime startAt, TimeSpan period);

    /// <summary>False if the row is gone or another.</summary>
    Task<bool> RemoveAsync(Reminder reminder);

    Task<Reminder?> ReadAsync(GrainId grainId, string name);

    Task<IReadOnlyList<Reminder>> ReadAsync(GrainId grainId);

    Task<IReadOnlyList<Reminder>> ReadAllAsync(CancellationToken cancellationToken);
}
