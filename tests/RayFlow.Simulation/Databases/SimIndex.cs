using RayFlow.Grains.Recovery;
using RayFlow.Simulation.Scheduling;
using RayFlow.Storage.Runs;

namespace RayFlow.Simulation.Databases;

/// <summary>What <see cref="RunIndex"/> asks the database about owners, asked of the simulated one.</summary>
internal sealed class SimIndex(SimDatabase database, SimProcess process) : IRunOwnership
{
    public Task<IReadOnlyList<string>> OwnersAsync(CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<string>>(
        process, runs => [.. runs.Values.Select(run => run.Row?.Owner).OfType<string>().Distinct().Order(StringComparer.Ordinal)]);

    public Task<IReadOnlyList<ClaimedRun>> ClaimAsync(string self, string from, bool waiting, ClaimedRun? after, int limit, CancellationToken cancellationToken) =>
        database.ChangeAsync<IReadOnlyList<ClaimedRun>>(process, runs => [.. Of(runs, from, waiting, after, limit).Select(item =>
        {
            var takeovers = item.Row.Takeovers + (waiting || from == RunIndex.Released ? 0 : 1);
            item.Run.Row = item.Row with { Owner = self, Takeovers = takeovers };
            database.Trace.Add($"{self} claims {item.RunId[..6]} of {from}, {item.Row.Status}");
            return new ClaimedRun(item.RunId, item.Row.StartedAt, waiting, takeovers);
        })]);

    public Task<IReadOnlyList<ClaimedRun>> AtWorkAsync(string owner, ClaimedRun? after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<ClaimedRun>>(
            process, runs => [.. Of(runs, owner, waiting: false, after, limit).Where(item => item.Row.Status != "paused").Select(item => new ClaimedRun(item.RunId, item.Row.StartedAt, false, 0))]);

    public Task<IReadOnlyList<DueRun>> DueAsync(string owner, DateTimeOffset until, DueRun? after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<DueRun>>(process, runs => [.. runs
            .Where(run => run.Value.Row is { } row && row.Owner == owner && row.WakeAt <= until)
            .Select(run => new DueRun(run.Key, run.Value.Row!.WakeAt!.Value))
            .Where(due => after is not { } last || Compare(due.WakeAt, due.RunId, last.WakeAt, last.RunId) > 0)
            .OrderBy(due => due.WakeAt).ThenBy(due => due.RunId, StringComparer.Ordinal)
            .Take(limit)]);

    public Task<bool> ParkAsync(string runId, string owner, string reason, CancellationToken cancellationToken) => database.ChangeAsync(process, runs =>
    {
        if (!runs.TryGetValue(runId, out var run) || run.Row is not { EndedAt: null } row || row.Owner != owner)
        {
            return false;
        }

        run.Row = row with { Owner = null, WakeAt = null, ParkedAt = database.UtcNow, ParkedReason = reason };
        database.Trace.Add($"{owner} parks {runId[..6]}");
        return true;
    });

    public Task ReleaseAsync(string owner, IReadOnlyCollection<string> runs, CancellationToken cancellationToken) => database.ChangeAsync(process, stored =>
    {
        foreach (var runId in runs)
        {
            if (stored.TryGetValue(runId, out var run) && run.Row is { } row && row.Owner == owner)
            {
                run.Row = row with { Owner = RunIndex.Released };
                database.Trace.Add($"{owner} lets {runId[..6]} go");
            }
        }

        return true;
    });

    private static List<(string RunId, StoredRun Run, RunRow Row)> Of(
        IReadOnlyDictionary<string, StoredRun> runs, string owner, bool waiting, ClaimedRun? after, int limit) => runs
        .Where(run => run.Value.Row is { } row && row.Owner == owner && (row.Status == "waiting") == waiting)
        .Select(run => (RunId: run.Key, Run: run.Value, Row: run.Value.Row!))
        .Where(item => after is not { } last || Compare(item.Row.StartedAt, item.RunId, last.StartedAt, last.RunId) > 0)
        .OrderBy(item => item.Row.StartedAt).ThenBy(item => item.RunId, StringComparer.Ordinal)
        .Take(limit)
        .ToList();

    private static int Compare(DateTimeOffset time, string runId, DateTimeOffset otherTime, string otherRunId) =>
        time.CompareTo(otherTime) is not 0 and var order ? order : string.CompareOrdinal(runId, otherRunId);
}
