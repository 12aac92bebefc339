using System.Globalization;

namespace Orleans.Tests.Timers;

/// <summary>Opens the gate <c>key/n</c> at its n-th tick.</summary>
public interface ITickingGrain : IGrainWithStringKey
{
    Task Start(TimeSpan dueTime, TimeSpan period);

    Task StartFailing(TimeSpan period);

    Task StartHolding(TimeSpan period, string gate, bool interleave);

    Task Stop();

    Task<int> Ticks();

    Task<bool> RefusesTimerOutsideOfATurn();
}

public sealed class TickingGrain : Grain, ITickingGrain
{
    private IGrainTimer? _timer;
    private int _ticks;

    public Task Start(TimeSpan dueTime, TimeSpan period)
    {
        _timer = this.RegisterGrainTimer(Tick, dueTime, period);
        return Task.CompletedTask;
    }

    public Task StartFailing(TimeSpan period)
    {
        _timer = this.RegisterGrainTimer<object?>(
            async (_, _) =>
            {
                await Tick();
                throw new InvalidOperationException("A tick failed.");
            },
            null,
            new GrainTimerCreationOptions { DueTime = period, Period = period });
        return Task.CompletedTask;
    }

    public Task StartHolding(TimeSpan period, string gate, bool interleave)
    {
        _timer = this.RegisterGrainTimer(
            async _ =>
            {
                await Tick();
                await Gates.Passed(gate);
            },
            new GrainTimerCreationOptions(period, period) { Interleave = interleave });
        return Task.CompletedTask;
    }

    public Task Stop()
    {
        _timer?.Dispose();
        return Task.CompletedTask;
    }

    public Task<int> Ticks() => Task.FromResult(_ticks);

    public Task<bool> RefusesTimerOutsideOfATurn() => Task.Run(() =>
    {
        try
        {
            this.RegisterGrainTimer(Tick, TimeSpan.Zero, TimeSpan.Zero).Dispose();
            return false;
        }
        catch (Exception exception) when (exception is not NullReferenceException)
        {
            return true;
        }
    });

    private Task Tick()
    {
        _ticks++;
        Gates.Open(string.Create(CultureInfo.InvariantCulture, $"{this.GetPrimaryKeyString()}/{_ticks}"));
        return Task.CompletedTask;
    }
}
