namespace RayFlow.Simulation.Scheduling;

/// <summary>
/// Everything in one thread: whichever part is ready may be next, as the seed has it, and time goes on when none is. Nothing in it knows a real clock
/// or a real thread, so that a seed does the same each time.
/// </summary>
/// <param name="chance">Who is next.</param>
/// <param name="trace">What happens.</param>
internal sealed class Simulator(Chance chance, Trace trace)
{
    private readonly PriorityQueue<(Alarm Alarm, long Setting), (long Due, long Number)> _alarms = new();
    private readonly List<Turns> _ready = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private long _armed;
    private string? _strayed;

    /// <summary>Time since the simulation began.</summary>
    public TimeSpan Now => trace.Now;

    /// <summary>Turns that were run.</summary>
    public long Steps { get; private set; }

    /// <summary>Whose turn it is.</summary>
    public Turns? Current { get; private set; }

    /// <summary>What happens.</summary>
    public Trace Trace => trace;

    /// <summary>Is called before every turn; what has to happen between any two.</summary>
    public Action<long>? BeforeStep { get; set; }

    /// <summary>Runs until it is over, or until a time.</summary>
    /// <returns>Whether it was over; false if the time was up or nothing was left to happen.</returns>
    public bool Run(Func<bool> isOver, TimeSpan until)
    {
        while (!isOver())
        {
            if (_strayed is not null)
            {
                throw new InvalidOperationException($"Something left the simulation's thread, so that seeds would not repeat: {_strayed}");
            }

            if (_ready.Count > 0)
            {
                RunOne();
            }
            else if (!Pass(until))
            {
                return isOver();
            }
        }

        return true;
    }

    /// <summary>Does something after a time, unless its process has ended then.</summary>
    public Alarm After(TimeSpan delay, SimProcess? process, Action action)
    {
        var alarm = new Alarm(this, process, static state => ((Action)state!)(), action);
        alarm.Change(delay, Timeout.InfiniteTimeSpan);
        return alarm;
    }

    /// <summary>A part has a turn to run.</summary>
    public void Ready(Turns turns)
    {
        turns.IsListed = true;
        _ready.Add(turns);
    }

    /// <summary>Queues an alarm.</summary>
    public void Arm(Alarm alarm, TimeSpan delay) =>
        _alarms.Enqueue((alarm, alarm.Setting), (Now.Ticks + Math.Max(0, delay.Ticks), _armed++));

    /// <summary>Sees that a failure of the simulation's own work is not overlooked.</summary>
    public async void Watch(Task work)
    {
        try
        {
            await work;
        }
        catch (Exception failure)
        {
            _strayed ??= failure.ToString();
        }
    }

    /// <summary>Notes who wants to do something from another thread than the simulation's.</summary>
    public void CheckThread()
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            _strayed ??= Environment.StackTrace;
        }
    }

    private void RunOne()
    {
        var at = _ready.Count == 1 ? 0 : chance.Below(_ready.Count);
        var turns = _ready[at];
        _ready[at] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        BeforeStep?.Invoke(Steps++);
        if (turns.Process is { IsDead: true })
        {
            return;
        }

        if (turns.Process is { IsFrozen: true } frozen)
        {
            frozen.Park(turns);
            return;
        }

        Current = turns;
        turns.RunNext();
        Current = null;
        turns.IsListed = turns.IsReady;
        if (turns.IsReady)
        {
            _ready.Add(turns);
        }
    }

    private bool Pass(TimeSpan until)
    {
        while (_alarms.TryPeek(out var next, out var at))
        {
            if (next.Alarm.Setting != next.Setting || next.Alarm.Process is { IsDead: true })
            {
                _alarms.Dequeue();
                continue;
            }

            if (at.Due > until.Ticks)
            {
                break;
            }

            _alarms.Dequeue();
            trace.Now = TimeSpan.FromTicks(Math.Max(Now.Ticks, at.Due));
            next.Alarm.Fire();
            return true;
        }

        return false;
    }
}
