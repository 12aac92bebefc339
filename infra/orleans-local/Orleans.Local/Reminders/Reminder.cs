namespace Orleans.Runtime;

/// <summary>A row of the table of reminders.</summary>
internal sealed record Reminder(GrainId GrainId, string ReminderName, DateTime StartAt, TimeSpan Period, string ETag) : IGrainReminder;
