using RayFlow.Simulation.Databases;
using RayFlow.Simulation.Scheduling;

namespace RayFlow.Simulation.Cluster;

/// <summary>Keeps the runs of a silo going: takes over those of dead ones, wakes what is due and what could not go on.</summary>
internal sealed class SimRecovery(SimSilo silo)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Turns _turns = new(silo.Simulator, silo.Process);

    /// <summary>Begins.</summary>
    public void Start() => _turns.Run(RunAsync);

    private async Task RunAsync()
    {
        while (!silo.IsStopping)
        {
            try
            {
                await RoundAsync();
            }
            catch (Storage.StorageUnavailableException away)
            {
                silo.Trace.Add($"{silo.Name} recovery waits: {away.Message}");
            }

            await Task.Delay(Period, silo.Time);
        }
    }

    private async Task RoundAsync()
    {
        silo.Wakes.TakeDue().ForEach(Wake);
        var dead = silo.Cluster.Silos.Where(other => other.IsDeclaredDead).Select(other => other.Name).ToHashSet(StringComparer.Ordinal);
        var now = silo.Time.GetUtcNow();
        var due = await silo.Database.ReadAsync(silo.Process, runs => runs.Where(run => run.Value.Row is { } row && row.Owner == silo.Name && row.WakeAt <= now).Select(run => run.Key).ToList());
        due.ForEach(Wake);
        if (silo.IsDeclaredDead)
        {
            return;
        }

        var claimed = await silo.Database.ChangeAsync(silo.Process, runs => Claim(runs, dead));
        claimed.ForEach(Wake);
    }

    private List<string> Claim(IReadOnlyDictionary<string, StoredRun> runs, HashSet<string> dead)
    {
        var claimed = new List<string>();
        foreach (var (runId, run) in runs)
        {
            if (run.Row is { Owner: { } owner } row && dead.Contains(owner))
            {
                run.Row = row with { Owner = silo.Name, Takeovers = row.Takeovers + 1 };
                silo.Trace.Add($"{silo.Name} claims {runId[..6]} of {owner}, {row.Status}");
                if (row.Status != "waiting")
                {
                    claimed.Add(runId);
                }
            }
        }

        return claimed;
    }

    private void Wake(string runId) => _turns.Run(async () =>
    {
        try
        {
            await silo.Cluster.CallAsync<RunGrain, bool>(silo, RunGrain.KeyOf(runId), "wake", true, async run =>
            {
                await run.WakeAsync();
                return true;
            });
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            silo.Trace.Add($"{silo.Name} could not wake {runId[..6]}: {failure.Message}");
            silo.Wakes.Add(runId);
        }
    });
}
