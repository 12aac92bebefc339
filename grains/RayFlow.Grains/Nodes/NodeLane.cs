using System.Diagnostics;
using RayFlow.Model.Nodes;

namespace RayFlow.Grains.Nodes;

#pragma warning disable CA1001 // Sources without timers hold nothing to dispose of, and who cancels them may come late.
/// <summary>
/// The way of one attempt to the threads of nodes: what it starts, awaits and continues runs on them and nowhere else. Knows whether the attempt is
/// wanted, so that a thread that it holds after its end can be replaced.
/// </summary>
internal sealed class NodeLane(NodeThreads threads, string type) : TaskScheduler
{
    [ThreadStatic]
    private static NodeLane? _current;

    private readonly CancellationTokenSource _refused = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _tasks;
    private long _abandonedAt;

    /// <summary>The node's type.</summary>
    public string Type => type;

    /// <summary>Completes when the attempt gets its first thread.</summary>
    public Task Begun => _begun.Task;

    /// <summary>Cancelled if the attempt had not begun when no more nodes of its type were taken.</summary>
    public CancellationToken Refused => _refused.Token;

    /// <summary>What the attempt fails with then.</summary>
    public NodeError? Refusal { get; private set; }

    /// <summary>Since when the attempt is over for its run, as <see cref="Stopwatch.GetTimestamp"/> has it; 0: it is not.</summary>
    public long AbandonedAt => Volatile.Read(ref _abandonedAt);

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel => threads.Limit;

    /// <summary>The attempt is over for its run, whatever its code still does.</summary>
    public void Abandon() => Volatile.Write(ref _abandonedAt, Stopwatch.GetTimestamp());

    /// <summary>Takes the attempt's start back from the queue.</summary>
    public void Refuse(NodeError refusal)
    {
        Refusal ??= refusal;
        _refused.CancelAsync();
    }

    /// <summary>Runs a task of this lane on the present thread.</summary>
    public void Execute(Task task)
    {
        _begun.TrySetResult();
        _current = this;
        TryExecuteTask(task);
        _current = null;
    }

    /// <inheritdoc/>
    protected override void QueueTask(Task task) => threads.Enqueue(this, task, isStart: Interlocked.Increment(ref _tasks) == 1);

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ReferenceEquals(_current, this) && TryExecuteTask(task);

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
