using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Flows;
using RayFlow.Model.Values;
using RayFlow.Simulation.Checking;
using RayFlow.Simulation.Cluster;
using RayFlow.Simulation.Flows;
using RayFlow.Simulation.Scheduling;
using RayFlow.Storage.Runs;

namespace RayFlow.Simulation.Scenarios;

/// <summary>Somebody who starts runs, signals, watches and commands them, and asks again until there is an answer.</summary>
internal sealed class Caller(SimCluster cluster, Chance chance)
{
    private readonly SimClock _time = new(cluster.Simulator, null);

    /// <summary>The runs that were asked for.</summary>
    public List<PlannedRun> Runs { get; } = [];

    /// <summary>What is still being asked.</summary>
    public int Asking { get; private set; }

    /// <summary>Draws runs and what is done with them.</summary>
    public void Draw(TimeSpan within)
    {
        cluster.Database.OnEnd = RetryAtTheEnd;
        for (var count = chance.Between(1, 3); count > 0; count--)
        {
            var flow = cluster.Flows[chance.Between(FlowShelf.Children, FlowShelf.Flows - 1)];
            var run = new PlannedRun(
                Emissions.RunIdOf($"{chance.Below(int.MaxValue)}"),
                flow,
                chance.Below(5),
                (OnError)chance.Below(4),
                chance.In(0.1) ? chance.Between(1, 15) : null);
            Runs.Add(run);
            Do(chance.Between(TimeSpan.Zero, within / 4), () => StartAsync(run));
            Draw(run, within);
        }
    }

    private void Draw(PlannedRun run, TimeSpan within)
    {
        for (var count = chance.Below(4); count > 0; count--)
        {
            var id = $"signal-{count}";
            Do(chance.Between(TimeSpan.Zero, within), () => SignalAsync(run, id));
        }

        if (chance.In(0.3))
        {
            Do(chance.Between(TimeSpan.Zero, within), () => WatchAsync(run.Id));
        }

        if (chance.In(0.15))
        {
            Command(run, RunCommand.Cancel, within);
        }

        if (chance.In(0.1))
        {
            Command(run, RunCommand.Cancel, within);
        }

        if (chance.In(0.03))
        {
            Command(run, RunCommand.Terminate, within);
        }

        if (chance.In(0.3))
        {
            Command(run, RunCommand.Retry, within * 1.5);
        }

        if (chance.In(0.15))
        {
            var pause = chance.Between(TimeSpan.Zero, within);
            run.IsDisturbed = true;
            Do(pause, () => CommandAsync(run.Id, RunCommand.Pause));
            Do(within + TimeSpan.FromSeconds(1), () => ResumeAsync(run.Id));
        }

        if (chance.In(0.2))
        {
            Do(chance.Between(TimeSpan.Zero, within * 1.5), () => MeddleAsync(run));
        }
    }

    private void Command(PlannedRun run, RunCommand command, TimeSpan within)
    {
        run.IsDisturbed = true;
        Do(chance.Between(TimeSpan.Zero, within), () => CommandAsync(run.Id, command));
    }

    private async Task StartAsync(PlannedRun run)
    {
        var request = new StartRun { FlowName = run.Flow.Name, Inputs = ValueMap.Of(("x", run.Input)), ErrorStrategy = run.Strategy, TimeoutSeconds = run.Timeout };
        var result = await AskAsync(run.Id, "start", false, grain => grain.StartAsync(request));
        if (result.Refusal is null)
        {
            cluster.Ledger.Acknowledge(PromiseKind.Start, run.Id);
        }
    }

    private async Task SignalAsync(PlannedRun run, string signalId)
    {
        var result = await AskAsync(run.Id, "signal", true, grain => grain.SignalAsync(new SendSignal("go", signalId, signalId)));
        if (result is { Run: not null, Refused: null })
        {
            cluster.Ledger.Acknowledge(PromiseKind.Signal, run.Id, signalId);
        }
    }

    private async Task<CommandResult> CommandAsync(string runId, RunCommand command)
    {
        var result = await AskAsync(runId, $"{command}", true, grain => grain.CommandAsync(command));
        if (result is { Run: not null, Refused: null })
        {
            cluster.Ledger.Acknowledge(PromiseKind.Command, runId, $"{command}");
        }

        return result;
    }

    /// <summary>A run that was paused is resumed, however late the pause comes.</summary>
    private async Task ResumeAsync(string runId)
    {
        await CommandAsync(runId, RunCommand.Resume);
        await Task.Delay(TimeSpan.FromSeconds(40), _time);
        await CommandAsync(runId, RunCommand.Resume);
    }

    private async Task WatchAsync(string runId)
    {
        for (var times = 0; times < 20; times++)
        {
            if (await AskAsync(runId, "watch", true, grain => grain.WaitForEndAsync(TimeSpan.FromSeconds(15))) is null or { HasEnded: true })
            {
                return;
            }
        }
    }

    /// <summary>Cancels or retries a run that this one has called.</summary>
    private async Task MeddleAsync(PlannedRun parent)
    {
        var children = cluster.Database.Runs.Where(run => run.Value.Row?.ParentRunId == parent.Id).ToList();
        if (children.Count > 0)
        {
            parent.IsDisturbed = true;
            var (runId, run) = chance.Of(children);
            var command = run.Row!.Status == "failed" ? RunCommand.Retry : RunCommand.Cancel;
            cluster.Meddled.Add(runId);
            await CommandAsync(runId, command);
        }
    }

    /// <summary>Now and then a run that was called is retried before its caller knows that it has failed.</summary>
    private void RetryAtTheEnd(string runId, RunRow row)
    {
        if (row is { Status: "failed", Owner: not null, ParentRunId: { } parent } && chance.In(0.1))
        {
            foreach (var above in Runs.Where(run => run.Id == RootOf(parent)))
            {
                above.IsDisturbed = true;
            }

            cluster.Meddled.Add(runId);
            Do(chance.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(5)), () => CommandAsync(runId, RunCommand.Retry));
        }
    }

    private string RootOf(string runId)
    {
        while (cluster.Database.Runs.GetValueOrDefault(runId)?.Row?.ParentRunId is { } parent)
        {
            runId = parent;
        }

        return runId;
    }

    private async Task<T> AskAsync<T>(string runId, string what, bool interleaves, Func<RunGrain, Task<T>> ask)
    {
        while (true)
        {
            try
            {
                return await cluster.CallAsync(null, RunGrain.KeyOf(runId), what, interleaves, ask);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                cluster.Simulator.Trace.Add($"{what} of {runId[..6]} failed: {failure.Message}");
                await Task.Delay(TimeSpan.FromMilliseconds(200), _time);
            }
        }
    }

    private void Do(TimeSpan after, Func<Task> work)
    {
        Asking++;
        cluster.Outside.Run(async () =>
        {
            await Task.Delay(after, _time);
            await work();
            Asking--;
        });
    }
}
