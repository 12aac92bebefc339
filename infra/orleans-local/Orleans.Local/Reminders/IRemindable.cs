using Orleans.Runtime;

namespace Orleans;

/// <summary>A grain that has reminders.</summary>
public interface IRemindable : IGrain
{
    /// <summary>A reminder is due. The grain is activated for it if it is not active.</summary>
    Task ReceiveReminder(string reminderName, TickStatus status);
}
