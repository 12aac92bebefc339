using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>Keeps reminders in table OrleansRemindersTable, row for row as Orleans' ADO.NET provider does.</summary>
internal sealed class AdoNetReminderRows(IOptions<AdoNetReminderTableOptions> options, IOptions<ClusterOptions> cluster) : IReminderRows, IAsyncDisposable
{
    private readonly RelationalDatabase _database = RelationalDatabase.Create("ADO.NET reminders", options.Value.Invariant, options.Value.ConnectionString, options.Value.DataSource);

    private string ServiceId => cluster.Value.ServiceId;

    public Task StartAsync(CancellationToken cancellationToken) => _database.LoadQueriesAsync(cancellationToken);

    public async Task<Reminder> WriteAsync(GrainId grainId, string name, DateTime startAt, TimeSpan period)
    {
        var parameters = Of(grainId, name);
        parameters.Add("GrainHash", unchecked((int)grainId.GetUniformHashCode()));
        parameters.Add("StartTime", startAt);
        parameters.Add("Period", (long)period.TotalMilliseconds);
        var versions = await _database.ReadAsync("UpsertReminderRowKey", parameters, static reader => reader.GetInt32(0));
        return new Reminder(grainId, name, startAt, period, versions[0].ToString(CultureInfo.InvariantCulture));
    }

    public async Task<bool> RemoveAsync(Reminder reminder)
    {
        var parameters = Of(reminder.GrainId, reminder.ReminderName);
        parameters.Add("Version", int.Parse(reminder.ETag, CultureInfo.InvariantCulture));
        var counts = await _database.ReadAsync("DeleteReminderRowKey", parameters, static reader => Convert.ToInt32(reader.GetValue(0), CultureInfo.InvariantCulture));
        return counts[0] > 0;
    }

    public async Task<Reminder?> ReadAsync(GrainId grainId, string name) =>
        (await _database.ReadAsync("ReadReminderRowKey", Of(grainId, name), Read)).SingleOrDefault();

    public async Task<IReadOnlyList<Reminder>> ReadAsync(GrainId grainId) =>
        await _database.ReadAsync("ReadReminderRowsKey", Of(grainId, null), Read);

    // The range from a hash to itself is the whole ring.
    public async Task<IReadOnlyList<Reminder>> ReadAllAsync(CancellationToken cancellationToken) => await _database.ReadAsync(
        "ReadRangeRows2Key",
        new QueryParameters { { "ServiceId", ServiceId }, { "BeginHash", 0 }, { "EndHash", 0 } },
        Read,
        cancellationToken);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static Reminder Read(DbDataReader reader) => new(
        GrainId.Parse((string)reader["GrainId"]),
        (string)reader["ReminderName"],
        DateTime.SpecifyKind((DateTime)reader["StartTime"], DateTimeKind.Utc),
        TimeSpan.FromMilliseconds(Convert.ToInt64(reader["Period"], CultureInfo.InvariantCulture)),
        Convert.ToInt32(reader["Version"], CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture));

    private QueryParameters Of(GrainId grainId, string? name)
    {
        var parameters = new QueryParameters { { "ServiceId", ServiceId }, { "GrainId", grainId.ToString() } };
        if (name is not null)
        {
            parameters.Add("ReminderName", name);
        }

        return parameters;
    }
}
