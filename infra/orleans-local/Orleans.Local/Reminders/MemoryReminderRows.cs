using System.Collections.Concurrent;

namespace Orleans.Runtime;

/// <summary>Keeps reminders in the memory of the cluster. They are gone when the last silo is.</summary>
internal sealed class MemoryReminderRows(ConcurrentDictionary<(GrainId GrainId, string Name), Reminder> rows) : IReminderRows
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<Reminder> WriteAsync(GrainId grainId, string name, DateTime startAt, TimeSpan period)
    {
        var reminder = new Reminder(grainId, name, startAt, period, Guid.NewGuid().ToString("N"));
        rows[(grainId, name)] = reminder;
        return Task.FromResult(reminder);
    }

    public Task<bool> RemoveAsync(Reminder reminder) => Task.FromResult(rows.TryRemove(KeyValuePair.Create((reminder.GrainId, reminder.ReminderName), reminder)));

    public Task<Reminder?> ReadAsync(GrainId grainId, string name) => Task.FromResult(rows.GetValueOrDefault((grainId, name)));

    public Task<IReadOnlyList<Reminder>> ReadAsync(GrainId grainId) => Task.FromResult<IReadOnlyList<Reminder>>([.. rows.Values.Where(row => row.GrainId == grainId)]);

    public Task<IReadOnlyList<Reminder>> ReadAllAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Reminder>>([.. rows.Values]);
}
