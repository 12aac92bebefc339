using Microsoft.Extensions.Logging;
using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Nodes;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Failures;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Runs;

/// <summary>
/// Carries out what the engine decided for one run: hands nodes to their grains, starts child runs. Remembers what it handed over
/// and asks for it again, so that a node lost with its silo is started anew. Used in the turns of the run's grain only.
/// </summary>
internal sealed class RunWorld(
    string runId, RunSession session, RunServices services, IGrainFactory grains, RunPump pump, ILogger logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Dictionary<(long Frame, int Node, int Consumer), Handed> _handed = [];
    private readonly HashSet<string> _called = new(StringComparer.Ordinal);
    private ITimer? _lease;
    private bool _isTelling;
    private bool _hasLeft;

    private sealed record Handed(RunNode Instruction, DateTimeOffset Since);

    /// <summary>Whether a node grain works for the run, or a child has still to be started.</summary>
    public bool IsBusy => _handed.Count > 0 || _called.Count > 0;

    /// <summary>Whether nobody waits for the end of the run that does not know of it.</summary>
    public bool IsParentTold { get; private set; } = session.Header.Parent is null;

    /// <summary>Carries out instructions in order.</summary>
    /// <param name="instructions">What the engine decided.</param>
    /// <param name="commit">How long the commit before them took: that is the time of a checkpoint.</param>
    public void CarryOut(List<Instruction> instructions, TimeSpan commit)
    {
        foreach (var instruction in instructions)
        {
            switch (instruction)
            {
                case RunNode run: Hand(run); break;
                case CancelNode cancel: Cancel(cancel); break;
                case PassCheckpoint checkpoint: Pass(checkpoint, commit); break;
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

    /// <summary>The run has ended: asks for nothing any more and sees that its parent is told. Pumps once it is.</summary>
    public void Close()
    {
        _handed.Clear();
        _called.Clear();
        StopLeaseIfIdle();
        if (!IsParentTold && !_isTelling)
        {
            _isTelling = true;
            _ = TellParentAsync(session.Header.Parent!);
        }
    }

    /// <summary>The activation goes: the next one carries out what is outstanding.</summary>
    public void Leave()
    {
        if (IsBusy || _isTelling)
        {
            services.Stalled.Add(runId);
        }

        _hasLeft = true;
        _handed.Clear();
        _called.Clear();
        StopLeaseIfIdle();
    }

    /// <summary>The key of a node instance: <c>run/frame/node</c>, and for whom it is evaluated if it is a pure node.</summary>
    public static string KeyOf(string runId, Frame frame, GraphNode node, GraphNode? consumer) =>
        consumer is null ? $"{runId}/{frame.Path}/{Frame.Escape(node.Id)}" : $"{runId}/{frame.Path}/{Frame.Escape(node.Id)}@{Frame.Escape(consumer.Id)}";

    private INodeGrain GrainOf(RunNode run) =>
        grains.GetGrain<INodeGrain>(KeyOf(runId, run.Frame, run.Node, run.Consumer >= 0 ? session.Flow.Graph.Nodes[run.Consumer] : null));

    private void Hand(RunNode run)
    {
        var key = (run.Frame.Id, run.Node.Index, run.Consumer);
        var handed = new Handed(run, services.Time.GetUtcNow());
        _handed[key] = handed;
        if (_lease is null)
        {
            var period = TimeSpan.FromSeconds(services.Options.LeaseSeconds);
            var scheduler = TaskScheduler.Current;
            _lease = services.Time.CreateTimer(_ => Task.Factory.StartNew(LookAfterAsync, CancellationToken.None, TaskCreationOptions.None, scheduler), null, period, period);
        }

        _ = Insistence.CallAsync(() => StartAsync(run), () => IsStill(key, handed), failure => logger.HandOverFailed(runId, run.Node.Id, failure), services.Time);
    }

    private bool IsStill((long Frame, int Node, int Consumer) key, Handed handed) => _handed.TryGetValue(key, out var still) && ReferenceEquals(still, handed);

    private Task StartAsync(RunNode run) => GrainOf(run).StartAsync(
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
            run.Consumer,
            session.Header.Depth),
        CancellationToken.None);

    private async Task LookAfterAsync()
    {
        StopLeaseIfIdle(); // here and not when the last node reports: the next one is handed over in a moment
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

            if (!isRunning && IsStill(key, handed))
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
    }

    /// <summary>A node that cannot be reached any more is gone, or its report will not be wanted.</summary>
    private async Task CancelAsync(RunNode run) => await Insistence.CallAsync(
        () => GrainOf(run).CancelAsync(CancellationToken.None), Awhile(), failure => logger.HandOverFailed(runId, run.Node.Id, failure), services.Time);

    private void Pass(PassCheckpoint checkpoint, TimeSpan commit) => pump.Post(new NodeCompleted
    {
        At = services.Time.GetUtcNow(),
        Frame = checkpoint.Frame.Id,
        Node = checkpoint.Node.Index,
        Attempt = checkpoint.Attempt,
        Outputs = ValueMap.Of((checkpoint.Node.Outputs[0], checkpoint.Inputs[0])),
        Seconds = commit.TotalSeconds,
    });

    private async Task CallAsync(CallFlow call)
    {
        var child = ChildRuns.IdOf(runId, call.Frame, call.Node, call.Attempt);
        _called.Add(child);
        var ended = default(ChildEnded);
        await Insistence.CallAsync(
            async () => ended = await ChildRuns.StartAsync(runId, call, session.Header.Depth, session.Header.TraceParent, grains),
            () => _called.Contains(child),
            failure => logger.HandOverFailed(runId, call.Node.Id, failure),
            services.Time);
        if (!_called.Remove(child))
        {
            return; // cancelled meanwhile, or another activation's to do
        }

        if (ended is null)
        {
            pump.RestIfIdle();
        }
        else
        {
            pump.Post(ended with { At = services.Time.GetUtcNow() });
        }
    }

    private async Task CancelAsync(CancelCall cancel)
    {
        var child = ChildRuns.IdOf(runId, cancel.Frame, cancel.Node, cancel.Attempt);
        _called.Remove(child);
        await Insistence.CallAsync(
            () => grains.GetGrain<IWorkflowGrain>(child).CommandAsync(RunCommand.Cancel, CancellationToken.None),
            Awhile(),
            failure => logger.HandOverFailed(runId, cancel.Node.Id, failure),
            services.Time);
    }

    private async Task TellParentAsync(ParentCall parent)
    {
        var summary = RunSummaries.Of(runId, session, false, services.Time.GetUtcNow());
        var failure = await Insistence.CallAsync(
            () => grains.GetGrain<IWorkflowGrain>(parent.RunId).ChildEndedAsync(parent, summary, CancellationToken.None),
            () => !_hasLeft,
            failure => logger.ParentNotTold(runId, parent.RunId, failure),
            services.Time);
        _isTelling = false;
        IsParentTold = failure is null;
        if (!_hasLeft)
        {
            pump.Go();
        }
    }

    private Func<bool> Awhile()
    {
        var start = services.Time.GetTimestamp();
        return () => !_hasLeft && services.Time.GetElapsedTime(start) < Patience;
    }
}
