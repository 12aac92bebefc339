using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Orleans.Timers;

namespace Orleans.Runtime;

/// <summary>Registers reminders, and sends the ticks of those that this silo owns.</summary>
internal sealed class LocalReminders(Silo silo, IOptions<ReminderOptions> options, IServiceProvider services) : IReminderRegistry, ILifecycleParticipant<ISiloLifecycle>
{
    private readonly ConcurrentDictionary<(GrainId GrainId, string Name), ReminderTimer> _timers = new();
    private readonly TimeProvider _time = services.GetRequiredKeyedService<TimeProvider>(Orleans.Reminders.ReminderTimeProviderNames.Reminders);
    private ITimer? _refresh;
    private bool _stopped;

    private IReminderRows Rows => field ??= services.GetService<IReminderRows>()
        ?? throw new OrleansConfigurationException("The reminder service has no table. Use UseInMemoryReminderService or UseAdoNetReminderService.");

    public void Participate(ISiloLifecycle lifecycle)
    {
        lifecycle.Subscribe(nameof(LocalReminders), ServiceLifecycleStage.RuntimeGrainServices, Rows.StartAsync);
        lifecycle.Subscribe(nameof(LocalReminders), ServiceLifecycleStage.Active, StartAsync, _ => Stop());
    }

    public async Task<IGrainReminder> RegisterOrUpdateReminder(GrainId callingGrainId, string reminderName, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentException.ThrowIfNullOrEmpty(reminderName);
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.Zero);
        if (period < options.Value.MinimumReminderPeriod)
        {
            throw new ArgumentException($"Cannot register reminder {reminderName} as requested period ({period}) is less than minimum allowed reminder period ({options.Value.MinimumReminderPeriod})");
        }

        var reminder = await Rows.WriteAsync(callingGrainId, reminderName, _time.GetUtcNow().UtcDateTime + dueTime, period);
        OwnerOf(reminder)?.Keep(reminder);
        return reminder;
    }

    public async Task UnregisterReminder(GrainId callingGrainId, IGrainReminder reminder)
    {
        var known = (Reminder)reminder;
        if (!await Rows.RemoveAsync(known))
        {
            throw new ReminderException($"Could not unregister reminder {known.ReminderName} of {known.GrainId}: it is gone or was registered anew.");
        }

        OwnerOf(known)?.Forget(known);
    }

    public async Task<IGrainReminder?> GetReminder(GrainId callingGrainId, string reminderName) => await Rows.ReadAsync(callingGrainId, reminderName);

    public async Task<List<IGrainReminder>> GetReminders(GrainId callingGrainId) => [.. await Rows.ReadAsync(callingGrainId)];

    /// <summary>Sends a tick; the timer goes on whether the grain takes it or not.</summary>
    public async Task TickAsync(Reminder reminder)
    {
        try
        {
            var grain = (IRemindable)(object)silo.Runtime.CreateReference(typeof(IRemindable), reminder.GrainId);
            await grain.ReceiveReminder(reminder.ReminderName, new TickStatus(reminder.StartAt, reminder.Period, _time.GetUtcNow().UtcDateTime));
        }
        catch (Exception exception)
        {
            Log.ReminderFailed(silo.Logger, reminder.ReminderName, reminder.GrainId, exception);
        }
    }

    /// <summary>The silos of a cluster share out the reminders by hash.</summary>
    private LocalReminders? OwnerOf(Reminder reminder)
    {
        var silos = silo.Cluster.Silos;
        return silos.Count == 0 ? null : silos[(int)(reminder.GrainId.GetUniformHashCode() % silos.Count)].Services.GetService<LocalReminders>();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        silo.Cluster.SilosChanged += Refresh;
        await RefreshAsync(cancellationToken);
        _refresh = _time.CreateTimer(_ => Refresh(), null, options.Value.RefreshReminderListPeriod, options.Value.RefreshReminderListPeriod);
    }

    private Task Stop()
    {
        _stopped = true;
        silo.Cluster.SilosChanged -= Refresh;
        _refresh?.Dispose();
        foreach (var key in _timers.Keys)
        {
            Remove(key);
        }

        return Task.CompletedTask;
    }

    private void Refresh() => _ = Task.Run(async () =>
    {
        try
        {
            await RefreshAsync(CancellationToken.None);
        }
        catch (Exception exception)
        {
            // The next refresh tries again; the timers that run go on.
            Log.RemindersNotRead(silo.Logger, exception);
        }
    });

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var owned = (await Rows.ReadAllAsync(cancellationToken)).Where(reminder => ReferenceEquals(OwnerOf(reminder), this)).ToDictionary(reminder => (reminder.GrainId, reminder.ReminderName));
        foreach (var key in _timers.Keys.Where(key => !owned.ContainsKey(key)))
        {
            Remove(key);
        }

        foreach (var reminder in owned.Values)
        {
            Keep(reminder);
        }
    }

    private void Keep(Reminder reminder)
    {
        var key = (reminder.GrainId, reminder.ReminderName);
        if (_stopped || (_timers.TryGetValue(key, out var timer) && timer.Reminder.ETag == reminder.ETag))
        {
            return;
        }

        Remove(key);
        _timers[key] = new ReminderTimer(this, reminder, _time);
    }

    private void Forget(Reminder reminder) => Remove((reminder.GrainId, reminder.ReminderName));

    private void Remove((GrainId, string) key)
    {
        if (_timers.TryRemove(key, out var timer))
        {
            timer.Dispose();
        }
    }
}
