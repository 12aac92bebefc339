using Orleans.Runtime;

namespace Orleans.Timers;

/// <summary>A timer of a grain. The next tick is set when the last one has ended.</summary>
internal sealed class GrainTimer : IGrainTimer
{
    private static readonly TimeSpan MaxSpan = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly GrainTimerCreationOptions _options;
    private readonly CancellationTokenSource _disposed = new();
    private readonly ITimer _timer;
    private TimeSpan _dueTime;
    private TimeSpan _period;
    private bool _ticking;
    private bool _changed;

    public GrainTimer(Activation activation, TimeProvider time, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        _activation = activation;
        _callback = callback;
        _options = options;
        using (ExecutionContext.SuppressFlow())
        {
            _timer = time.CreateTimer(static state => ((GrainTimer)state!).OnDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        activation.AddDependent(this);
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Validate(dueTime, nameof(dueTime));
        Validate(period, nameof(period));
        _changed = true;
        _dueTime = dueTime;
        _period = period;
        if (!_ticking)
        {
            _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        if (!_disposed.IsCancellationRequested)
        {
            _disposed.Cancel();
            _timer.Dispose();
            _activation.RemoveDependent(this);
        }
    }

    private static void Validate(TimeSpan span, string name)
    {
        if (span != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero, name);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(span, MaxSpan, name);
        }
    }

    private void OnDue()
    {
        _ticking = true;
        _activation.TryEnqueue(new Tick(this));
    }

    private async Task TickAsync()
    {
        _changed = false;
        try
        {
            await _callback(_disposed.Token);
        }
        catch (Exception exception)
        {
            // A timer goes on after a tick that failed.
            Log.TimerFailed(_activation.Silo.Logger, _activation.GrainId, exception);
        }

        _ticking = false;
        if (!_disposed.IsCancellationRequested)
        {
            _timer.Change(_changed ? _dueTime : _period, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>One tick, which takes its turn like a request.</summary>
    private sealed class Tick(GrainTimer timer) : Turn
    {
        public override bool AlwaysInterleave => timer._options.Interleave;

        public override bool KeepsAlive => timer._options.KeepAlive;

        public override bool IsObsolete => timer._disposed.IsCancellationRequested;

        public override void Run(Activation activation) => _ = RunAsync(activation);

        // The timer ends with its activation.
        public override void OnNotRun(Exception? failure)
        {
        }

        private async Task RunAsync(Activation activation)
        {
            await timer.TickAsync();
            activation.OnEnded(this);
        }
    }
}
