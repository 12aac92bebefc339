using System.Diagnostics;

namespace RayFlow.Grains.Nodes;

/// <summary>One of the <see cref="NodeThreads"/>, under whose lock everything but the work itself happens.</summary>
internal sealed class NodeThread : IDisposable
{
    private static readonly TimeSpan WaitsAfter = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromSeconds(1);

    private readonly NodeThreads _threads;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Thread _thread;

    public NodeThread(NodeThreads threads)
    {
        _threads = threads;
        _thread = new Thread(Run) { IsBackground = true, Name = "rayflow-node" };
    }

    /// <summary>What it runs; null: nothing.</summary>
    public NodeWork? Work { get; private set; }

    /// <summary>Since when, as <see cref="Stopwatch.GetTimestamp"/> has it.</summary>
    public long Since { get; private set; }

    /// <summary>Whether it is given up.</summary>
    public bool IsStuck { get; set; }

    /// <summary>Whether another may run in its place.</summary>
    public bool IsReplaced { get; set; }

    /// <summary>Whether its code has run for a while and waits for a lock, a signal or a time; code that waits inside the operating system does not say so.</summary>
    public bool IsOnlyWaiting => Stopwatch.GetElapsedTime(Since) >= WaitsAfter && (_thread.ThreadState & System.Threading.ThreadState.WaitSleepJoin) != 0;

    /// <summary>Whether what it runs has held it for longer than that, or for a while longer than anybody waits for it.</summary>
    public bool IsHeld(double seconds) => Work is { } work
        && (Stopwatch.GetElapsedTime(Since).TotalSeconds >= seconds
            || (work.Lane.AbandonedAt is not 0 and var since && Stopwatch.GetElapsedTime(long.Max(since, Since)) >= AbandonedAfter));

    public void Start() => _thread.UnsafeStart();

    public void Take(NodeWork work) => (Work, Since) = (work, Stopwatch.GetTimestamp());

    public void Leave() => (Work, IsStuck, IsReplaced) = (null, false, false);

    public void Wake() => _wake.Release();

    public void AwaitWork(TimeSpan atMost) => _wake.Wait(atMost);

    public void Dispose() => _wake.Dispose();

    private void Run()
    {
        _wake.Wait(); // it is made when there is work for it
        for (var work = Work; work is { } piece; work = _threads.Next(this))
        {
            piece.Lane.Execute(piece.Task);
        }

        Dispose();
    }
}
