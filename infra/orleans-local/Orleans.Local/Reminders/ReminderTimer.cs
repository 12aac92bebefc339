namespace Orleans.Runtime;

/// <summary>The timer of one reminder. Ticks are at its start time plus whole periods, and never two at a time.</summary>
internal sealed class ReminderTimer : IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromDays(40);

    private readonly LocalReminders _owner;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private volatile bool _disposed;

    public ReminderTimer(LocalReminders owner, Reminder reminder, TimeProvider time)
    {
        _owner = owner;
        _time = time;
        Reminder = reminder;
        using (ExecutionContext.SuppressFlow())
        {
            _timer = time.CreateTimer(static state => ((ReminderTimer)state!).OnDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        Next = reminder.StartAt;
        var now = time.GetUtcNow().UtcDateTime;
        if (Next < now)
        {
            Next = Following(now);
        }

        Wait(now);
    }

    public Reminder Reminder { get; }

    private DateTime Next { get; set; }

    public void Dispose()
    {
        _disposed = true;
        _timer.Dispose();
    }

    private DateTime Following(DateTime time) => Reminder.StartAt + Reminder.Period * (Math.Floor((time - Reminder.StartAt) / Reminder.Period) + 1);

    private void Wait(DateTime now)
    {
        if (!_disposed)
        {
            var wait = Next - now;
            _timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait > MaxWait ? MaxWait : wait, Timeout.InfiniteTimeSpan);
        }
    }

    private void OnDue()
    {
        var now = _time.GetUtcNow().UtcDateTime;
        if (now < Next)
        {
            Wait(now);
        }
        else
        {
            _ = TickAsync();
        }
    }

    private async Task TickAsync()
    {
        await _owner.TickAsync(Reminder);
        var now = _time.GetUtcNow().UtcDateTime;
        Next = Following(now);
        Wait(now);
    }
}
