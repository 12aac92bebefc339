using System.Globalization;

namespace Orleans.Tests.Reminders;

/// <summary>Opens the gate <c>key/name/n</c> at the n-th tick of a reminder.</summary>
public interface IRemindedGrain : IGrainWithStringKey
{
    Task Remind(string name, TimeSpan dueTime, TimeSpan period);

    Task Stop(string name);

    Task<List<string>> Reminders();

    Task<bool> Has(string name);

    Task Leave();
}

public sealed class RemindedGrain : Grain, IRemindedGrain, IRemindable
{
    private static readonly Dictionary<string, int> Ticks = [];

    public Task Remind(string name, TimeSpan dueTime, TimeSpan period) => this.RegisterOrUpdateReminder(name, dueTime, period);

    public async Task Stop(string name) => await this.UnregisterReminder((await this.GetReminder(name))!);

    public async Task<List<string>> Reminders() => [.. (await this.GetReminders()).Select(reminder => reminder.ReminderName).Order()];

    public async Task<bool> Has(string name) => await this.GetReminder(name) is not null;

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        var reminder = $"{this.GetPrimaryKeyString()}/{reminderName}";
        lock (Ticks)
        {
            var tick = Ticks[reminder] = Ticks.GetValueOrDefault(reminder) + 1;
            Gates.Open(string.Create(CultureInfo.InvariantCulture, $"{reminder}/{tick}"));
        }

        return Task.CompletedTask;
    }
}
