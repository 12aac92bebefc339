namespace Orleans.Runtime;

/// <summary>Runs the tasks of one activation one at a time, on whichever thread of the pool is free.</summary>
internal sealed class ActivationScheduler(Activation owner) : TaskScheduler, IThreadPoolWorkItem
{
    // So many tasks in a row, then the thread is offered to others.
    private const int Quantum = 64;

    private readonly Queue<Task> _tasks = new(2);
    private bool _scheduled;
    private volatile bool _stopped;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs an action as a task of the activation.</summary>
    public void Post(Action action) => new Task(action).Start(this);

    /// <summary>Runs an action as a task of the activation.</summary>
    public void Post(Action<object?> action, object? state) => new Task(action, state).Start(this);

    /// <summary>Runs no more tasks.</summary>
    public void Stop() => _stopped = true;

    public void Execute()
    {
        RuntimeContext.Current = owner;
        try
        {
            for (var count = 0; count < Quantum; count++)
            {
                Task task;
                lock (_tasks)
                {
                    if (_stopped || !_tasks.TryDequeue(out task!))
                    {
                        _scheduled = false;
                        return;
                    }
                }

                TryExecuteTask(task);
            }
        }
        finally
        {
            RuntimeContext.Current = null;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    protected override void QueueTask(Task task)
    {
        lock (_tasks)
        {
            _tasks.Enqueue(task);
            if (_scheduled)
            {
                return;
            }

            _scheduled = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ReferenceEquals(RuntimeContext.Current, owner) && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_tasks)
        {
            return [.. _tasks];
        }
    }
}
