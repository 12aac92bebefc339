namespace RayFlow.Simulation.Scheduling;

/// <summary>
/// The turns of one part of the cluster, such as an activation: one after the other, in the order in which they became ready. What is awaited in a
/// turn goes on in a turn of the same part.
/// </summary>
/// <param name="simulator">Runs them.</param>
/// <param name="process">The process that they are in; null: none.</param>
internal sealed class Turns(Simulator simulator, SimProcess? process) : TaskScheduler
{
    private readonly Queue<Task> _ready = new();

    /// <summary>The process that they are in.</summary>
    public SimProcess? Process => process;

    /// <summary>Whether there is a turn to run.</summary>
    public bool IsReady => _ready.Count > 0;

    /// <summary>Whether the simulator knows that there is one.</summary>
    public bool IsListed { get; set; }

    /// <summary>Adds a turn.</summary>
    public void Post(Action turn) => new Task(turn).Start(this);

    /// <summary>Runs something here; a failure of it is a fault of the simulation.</summary>
    public void Run(Func<Task> work) => Post(() => simulator.Watch(work()));

    /// <summary>Runs the next turn.</summary>
    public void RunNext()
    {
        var turn = _ready.Dequeue();
        TryExecuteTask(turn);
        if (turn.Exception is { } failure)
        {
            throw new InvalidOperationException($"A turn failed: {failure.InnerException!.Message}", failure.InnerException);
        }
    }

    protected override void QueueTask(Task task)
    {
        simulator.CheckThread();
        if (process is { IsDead: true })
        {
            return; // nobody will know
        }

        _ready.Enqueue(task);
        if (!IsListed)
        {
            simulator.Ready(this);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => !taskWasPreviouslyQueued && simulator.Current == this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => _ready;
}
