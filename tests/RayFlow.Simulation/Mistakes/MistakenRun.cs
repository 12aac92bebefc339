using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Nodes;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Runs;
using RayFlow.Grains.Values;
using RayFlow.Model.Runs;
using RayFlow.Simulation.Cluster;
using RayFlow.Simulation.Databases;
using RayFlow.Simulation.Faults;
using RayFlow.Storage.Journals;
using RayFlow.Storage.Runs;

namespace RayFlow.Simulation.Mistakes;

/// <summary>A mistake of the past around one activation of a run: in what is between the loop and the rest, never in the loop itself.</summary>
internal sealed class MistakenRun(Mistake mistake, SimSilo silo, string runId)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private ReadOnlyMemory<byte>? _failed;

    /// <summary>Waits for a run's end, and does not care whether the activation has given the run up; null: waits as it should.</summary>
    public Task? WaitAsync(RunLoop loop, TimeSpan atMost) => mistake == Mistake.WatchersHoldActivations ? WaitOnAsync(loop, silo.Simulator.Now + atMost) : null;

    /// <summary>What is waited for before something is acknowledged.</summary>
    public Task Posted(Task commit)
    {
        if (mistake != Mistake.AnswersBeforeCommit)
        {
            return commit;
        }

        _ = commit.ContinueWith(static failed => _ = failed.Exception, TaskContinuationOptions.OnlyOnFaulted);
        return Task.CompletedTask;
    }

    /// <summary>An event at which the engine fails, which will be committed all the same; null: it will not.</summary>
    public RunEvent? Poison(RunState state)
    {
        if (mistake != Mistake.CommitsWhatFailed)
        {
            return null;
        }

        var now = silo.Time.GetUtcNow();
        _failed = JournalEncoder.Encode(RunEngine.Stamp(state, Faults.Poison.Unreadable(now)));
        return Faults.Poison.Event(now);
    }

    /// <summary>A command comes.</summary>
    public void BeforeCommand(RunCommand command, RunLoop loop)
    {
        if (mistake == Mistake.RetryLeavesTheOldRow && command == RunCommand.Retry && loop.Session is { Header.Parent: not null, State: { IsParentInformed: false, Outcome.Kind: OutcomeKind.Failed } })
        {
            var row = RunSummaries.Row(loop.Summary(), null, null, new LargeValues(int.MaxValue));
            silo.Simulator.After(silo.Cluster.Chance.For(runId).Between(TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(2)), silo.Process, () => Write(row));
        }
    }

    public IRunJournal Wrap(SimJournal journal) => new Journal(this, journal);

    public IRunPeers Wrap(IRunPeers peers) => mistake == Mistake.ForgetsCancelledChildren ? new Peers(peers) : peers;

    private async Task WaitOnAsync(RunLoop loop, TimeSpan until)
    {
        while (!loop.Tail.HasEnded && silo.Simulator.Now < until)
        {
            await Task.Delay(Look, silo.Time);
        }
    }

    private void Write(RunRow row)
    {
        if (silo.Database.Runs.TryGetValue(runId, out var run))
        {
            silo.Trace.Add($"{silo.Name} writes an old row of {runId[..6]}");
            run.Row = row;
        }
    }

    private JournalBatch Spoil(JournalBatch batch)
    {
        var (entries, row) = (batch.Entries, batch.Row);
        if (mistake == Mistake.CommitsWhatFailed && _failed is { } failed && entries.Count > 0)
        {
            entries = [.. entries, failed];
            _failed = null;
        }

        if (mistake == Mistake.ForgetsCancelledChildren && row is { EndedAt: not null })
        {
            row = row with { Owner = null };
        }

        return entries == batch.Entries && row == batch.Row
            ? batch
            : new JournalBatch { ExpectedLength = batch.ExpectedLength, Entries = entries, Values = batch.Values, Snapshot = batch.Snapshot, Row = row };
    }

    private sealed class Journal(MistakenRun run, SimJournal journal) : IRunJournal
    {
        private (JournalBatch Given, JournalBatch Written)? _last;

        private Mistake Planted => run.Planted;

        public long Length => journal.Length;

        public bool HasSnapshot => journal.HasSnapshot;

        public bool IsSnapshotDue(long least) => journal.IsSnapshotDue(least);

        public Task AppendAsync(JournalBatch batch)
        {
            if (Planted == Mistake.RestartsWithoutFence && batch is { Entries.Count: 0, Row: null } && batch.Snapshot is not { IsEmpty: false })
            {
                return Task.CompletedTask;
            }

            // A batch that is given again because nobody answered is the same batch.
            if (_last is not { } last || last.Given != batch)
            {
                _last = last = (batch, run.Spoil(batch));
            }

            return journal.AppendAsync(last.Written);
        }
    }

    private Mistake Planted => mistake;

    private sealed class Peers(IRunPeers peers) : IRunPeers
    {
        public Task StartNodeAsync(string key, StartNode request) => peers.StartNodeAsync(key, request);

        public Task<bool> IsNodeRunningAsync(string key, int attempt) => peers.IsNodeRunningAsync(key, attempt);

        public Task CancelNodeAsync(string key) => peers.CancelNodeAsync(key);

        public Task<StartRunResult> StartRunAsync(string runId, StartRun request) => peers.StartRunAsync(runId, request);

        public async Task<CommandResult> CancelRunAsync(string runId)
        {
            try
            {
                return await peers.CancelRunAsync(runId);
            }
            catch (Exception unreachable) when (unreachable is not OutOfMemoryException)
            {
                return new CommandResult(null);
            }
        }

        public Task TellParentAsync(ParentCall parent, RunSummary child) => peers.TellParentAsync(parent, child);
    }
}
