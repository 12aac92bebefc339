using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Values;
using RayFlow.Simulation.Cluster;
using RayFlow.Simulation.Flows;
using RayFlow.Simulation.Scheduling;

namespace RayFlow.Simulation.Faults;

/// <summary>What goes wrong with runs and what is stored of them.</summary>
internal sealed class RunFaults(SimCluster cluster, Chance chance, SiloFaults silos)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    public void DeleteEnded()
    {
        foreach (var (runId, run) in cluster.Database.Runs.ToList())
        {
            if (run.Row is { EndedAt: not null, Owner: null })
            {
                cluster.Database.Delete(runId);
            }
        }
    }

    /// <summary>The database goes on from a copy that has not got the last commits.</summary>
    public void LoseCommits()
    {
        Trouble(TimeSpan.FromSeconds(20));
        foreach (var (runId, run) in cluster.Database.Runs.ToList())
        {
            if (run.Row is { EndedAt: null } && run.Entries.Count > 3 && run.Snapshot is null && chance.In(0.5))
            {
                cluster.Database.LoseLast(runId, 1 + chance.Below(2));
            }
        }
    }

    public void PoisonRun()
    {
        var runs = cluster.Database.Runs.Where(run => run.Value.Row is { EndedAt: null }).Select(run => run.Key).ToList();
        if (runs.Count > 0)
        {
            var runId = chance.Of(runs);
            cluster.Poisoned.Add(runId);
            cluster.Simulator.Trace.Add($"{runId[..6]} is given what the engine fails at");
            cluster.Outside.Run(() => AskOnceAsync<bool>(runId, "poison", async run =>
            {
                await run.PoisonAsync();
                return true;
            }));
        }
    }

    /// <summary>Retention takes a failed run at the moment at which somebody retries it.</summary>
    public void DeleteWhileRetried(TimeSpan lasting)
    {
        var failed = cluster.Database.Runs.Where(run => run.Value.Row is { Status: "failed", Owner: null, ParentRunId: null }).Select(run => run.Key).ToList();
        if (failed.Count == 0)
        {
            if (lasting > TimeSpan.Zero)
            {
                cluster.Simulator.After(Look, null, () => DeleteWhileRetried(lasting - Look));
            }

            return;
        }

        var runId = chance.Of(failed);
        cluster.Meddled.Add(runId);
        cluster.Outside.Run(() => AskOnceAsync<bool>(runId, "retry", async run =>
        {
            await run.CommandAsync(RunCommand.Retry);
            return true;
        }));
        cluster.Simulator.After(chance.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(8)), null, () =>
        {
            if (cluster.Database.Runs.GetValueOrDefault(runId)?.Row is { EndedAt: not null, Owner: null })
            {
                cluster.Database.Delete(runId);
            }
        });
    }

    /// <summary>Some runs begin whose journals cannot be read any more when the silo that has them dies.</summary>
    public void DamageRuns()
    {
        Trouble(TimeSpan.FromSeconds(20));
        for (var number = chance.Between(2, 5); number > 0; number--)
        {
            var runId = Emissions.RunIdOf($"damaged {chance.Below(int.MaxValue)}");
            var flow = cluster.Flows[(5 * chance.Below(FlowShelf.Children / 5)) + chance.Between(1, 4)]; // one that calls no other
            cluster.Outside.Run(() => AskOnceAsync<bool>(runId, "start", async run =>
            {
                await run.StartAsync(new StartRun { FlowName = flow.Name, Inputs = ValueMap.Of(("x", 1)) });
                return true;
            }));
            cluster.Simulator.After(chance.Between(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(300)), null, () => Damage(runId));
        }

        cluster.Simulator.After(TimeSpan.FromMilliseconds(400), null, silos.CrashAndRestart);
    }

    private void Damage(string runId)
    {
        if (cluster.Database.Runs.GetValueOrDefault(runId)?.Row is { EndedAt: null })
        {
            cluster.Simulator.Trace.Add($"the journal of {runId[..6]} is damaged");
            cluster.Database.Damaged.Add(runId);
            cluster.Database.Impaired.Add(runId);
        }
    }

    private async Task AskOnceAsync<T>(string runId, string what, Func<RunGrain, Task<T>> ask)
    {
        try
        {
            await cluster.CallAsync(null, RunGrain.KeyOf(runId), what, true, ask);
        }
        catch (Exception refused) when (refused is not OutOfMemoryException)
        {
            cluster.Simulator.Trace.Add($"{what} of {runId[..6]} was refused: {refused.Message}");
        }
    }

    private void Trouble(TimeSpan time) => cluster.Ledger.Trouble(time);
}
