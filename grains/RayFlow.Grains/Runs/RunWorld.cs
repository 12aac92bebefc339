using Microsoft.Extensions.Logging;
using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Nodes;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Runs;

/// <summary>
/// Carries out what the engine decided for one run: hands nodes to their grains, reads variables, starts child runs. Remembers what it handed over
/// and asks for it again, so that a node lost with its silo is started anew. Used in the turns of the run's grain only.
/// </summary>
internal sealed class RunWorld(string runId, RunSession session, RunServices services, IGrainFactory grains, Action<RunEvent> post, ILogger logger)
{
    private readonly Dictionary<(long Frame, int Node, int Consumer), Handed> _handed = [];
    private ITimer? _lease;

    private sealed record Handed(RunNode Instruction, DateTimeOffset Since);

    /// <summary>Whether a node grain works for the run.</summary>
    public bool IsBusy => _handed.Count > 0;

    /// <summary>
    /// Whether what was folded must be durable before anything follows: always, but for reads of variables, which change nothing
    /// and whose answers are committed with what they lead to.
    /// </summary>
    public static bool MustCommit(List<Instruction> instructions, RunState state) =>
        instructions.Count == 0 || state.Outcome is not null || instructions.Exists(instruction => instruction is not ReadVariables);

    /// <summary>Carries out instructions in order. Only variables are waited for.</summary>
    public async Task CarryOutAsync(List<Instruction> instructions)
    {
        foreach (var instruction in instructions)
        {
            switch (instruction)
            {
                case RunNode run: Hand(run); break;
                case CancelNode cancel: Cancel(cancel); break;
                case ReadVariables read: await ReadAsync(read); break;
                case CallFlow call: _ = CallAsync(call); break;
                case CancelCall cancel: _ = CancelAsync(cancel); break;
            }
        }
    }

    /// <summary>A node's report as an event; null if it is not wanted any more.</summary>
    public RunEvent? Answered(NodeReport report)
    {
        var key = (report.FrameId, report.NodeIndex, report.Consumer);
        if (!_handed.TryGetValue(key, out var handed) || handed.Instruction.Attempt != report.Attempt)
        {
            return null;
        }

        _handed.Remove(key);
        StopLeaseIfIdle();
        var log = report.Log.Count == 0 ? (IReadOnlyList<LogLine>)[] : [.. report.Log.Select(line => new LogLine(line.At, line.Level, line.Message))];
        var now = services.Time.GetUtcNow();
        return report.Error is null
            ? new NodeCompleted
            {
                At = now,
                Frame = report.FrameId,
                Node = report.NodeIndex,
                Consumer = report.Consumer,
                Attempt = report.Attempt,
                Outputs = report.Outputs ?? ValueMap.Empty,
                Seconds = report.DurationSeconds,
                Log = log,
            }
            : new NodeFailed
            {
                At = now,
                Frame = report.FrameId,
                Node = report.NodeIndex,
                Consumer = report.Consumer,
                Attempt = report.Attempt,
                Error = new NodeError(report.Error.Code, report.Error.Message, report.Retryable, report.Error.NodeId),
                Seconds = report.DurationSeconds,
                Chance = Random.Shared.NextDouble(),
                Log = log,
            };
    }

    /// <summary>The run has ended: tells its parent, and asks for nothing any more.</summary>
    public void Close()
    {
        _handed.Clear();
        StopLeaseIfIdle();
        if (session.Header.Parent is { } parent)
        {
            var summary = RunSummaries.Of(runId, session, false, services.Time.GetUtcNow());
            _ = TellParentAsync(parent, summary);
        }
    }

    /// <summary>The key of a node instance: <c>run/frame/node</c>, and for whom it is evaluated if it is a pure node.</summary>
    public static string KeyOf(string runId, Frame frame, GraphNode node, GraphNode? consumer) =>
        consumer is null ? $"{runId}/{frame.Path}/{Frame.Escape(node.Id)}" : $"{runId}/{frame.Path}/{Frame.Escape(node.Id)}@{Frame.Escape(consumer.Id)}";

    private INodeGrain GrainOf(RunNode run) =>
        grains.GetGrain<INodeGrain>(KeyOf(runId, run.Frame, run.Node, run.Consumer >= 0 ? session.Flow.Graph.Nodes[run.Consumer] : null));

    private void Hand(RunNode run)
    {
        _handed[(run.Frame.Id, run.Node.Index, run.Consumer)] = new Handed(run, services.Time.GetUtcNow());
        if (_lease is null)
        {
            var period = TimeSpan.FromSeconds(services.Options.LeaseSeconds);
            var scheduler = TaskScheduler.Current;
            _lease = services.Time.CreateTimer(_ => Task.Factory.StartNew(LookAfterAsync, CancellationToken.None, TaskCreationOptions.None, scheduler), null, period, period);
        }

        _ = HandAsync(run);
    }

    private async Task HandAsync(RunNode run)
    {
        try
        {
            await GrainOf(run).StartAsync(
                new StartNode(
                    runId,
                    run.Frame.Id,
                    run.Frame.Path,
                    run.Node.Index,
                    run.Node.Id,
                    run.Node.Descriptor.Type,
                    run.Attempt,
                    PinValues.Inputs(run.Node, run.Inputs),
                    run.Node.Settings.Constants,
                    run.Node.Settings.Config,
                    run.Node.Policy.TimeoutSeconds,
                    run.Node.Settings.AnyInputNames,
                    session.Header.TraceParent,
                    run.Consumer),
                CancellationToken.None);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            logger.HandOverFailed(runId, run.Node.Id, failure); // the lease asks again
        }
    }

    private async Task LookAfterAsync()
    {
        var due = services.Time.GetUtcNow() - TimeSpan.FromSeconds(services.Options.LeaseSeconds * 0.9);
        foreach (var (key, handed) in _handed.Where(entry => entry.Value.Since <= due).ToList())
        {
            var isRunning = false;
            try
            {
                isRunning = await GrainOf(handed.Instruction).IsRunningAsync(handed.Instruction.Attempt, CancellationToken.None);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                logger.HandOverFailed(runId, handed.Instruction.Node.Id, failure);
            }

            if (!isRunning && _handed.TryGetValue(key, out var still) && still == handed)
            {
                logger.NodeLost(runId, handed.Instruction.Node.Id, handed.Instruction.Attempt);
                Hand(handed.Instruction);
            }
        }
    }

    private void StopLeaseIfIdle()
    {
        if (_handed.Count == 0)
        {
            _lease?.Dispose();
            _lease = null;
        }
    }

    private void Cancel(CancelNode cancel)
    {
        if (_handed.Remove((cancel.Frame.Id, cancel.Node.Index, cancel.Consumer), out var handed))
        {
            _ = CancelAsync(handed.Instruction);
        }

        StopLeaseIfIdle();
    }

    private async Task CancelAsync(RunNode run)
    {
        try
        {
            await GrainOf(run).CancelAsync(CancellationToken.None);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            logger.HandOverFailed(runId, run.Node.Id, failure); // its report will not be wanted
        }
    }

    private async Task ReadAsync(ReadVariables read)
    {
        var store = grains.GetGrain<IVariableStoreGrain>(runId);
        ValueMap values;
        if (read.Names is { Count: 1 })
        {
            var only = read.Names.First();
            var reading = await store.GetAsync(only, CancellationToken.None);
            values = reading.Exists ? ValueMap.Of((only, reading.Value)) : ValueMap.Empty;
        }
        else
        {
            var all = await store.GetAllAsync(CancellationToken.None);
            values = read.Names is null ? all : ValueMap.Create(all.Where(entry => read.Names.Contains(entry.Key)));
        }

        post(new VariablesRead { At = services.Time.GetUtcNow(), Frame = read.Frame.Id, Node = read.Node.Index, Values = values });
    }

    private async Task CallAsync(CallFlow call)
    {
        try
        {
            var ended = await ChildRuns.StartAsync(runId, call, session.Header.Depth, session.Header.TraceParent, grains);
            if (ended is not null)
            {
                post(ended with { At = services.Time.GetUtcNow() });
            }
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            logger.HandOverFailed(runId, call.Node.Id, failure);
            services.Stalled.Add(runId);
        }
    }

    private async Task CancelAsync(CancelCall cancel)
    {
        try
        {
            await grains.GetGrain<IWorkflowGrain>(ChildRuns.IdOf(runId, cancel.Frame, cancel.Node, cancel.Attempt)).CommandAsync(RunCommand.Cancel, CancellationToken.None);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            logger.HandOverFailed(runId, cancel.Node.Id, failure);
        }
    }

    private async Task TellParentAsync(ParentCall parent, RunSummary summary)
    {
        try
        {
            await grains.GetGrain<IWorkflowGrain>(parent.RunId).ChildEndedAsync(parent, summary, CancellationToken.None);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            logger.ParentNotTold(runId, parent.RunId, failure);
            services.Stalled.Add(parent.RunId); // once woken it asks for its child again
        }
    }
}
