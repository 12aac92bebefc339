using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans.Timers;

internal sealed class TimerRegistry([FromKeyedServices(TimeProviderNames.Grains)] TimeProvider time) : ITimerRegistry
{
    public IGrainTimer RegisterGrainTimer<TState>(IGrainContext grainContext, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        if (!ReferenceEquals(RuntimeContext.Current, grainContext))
        {
            throw new InvalidOperationException("A grain timer can only be created in a turn of its grain, which code inside Task.Run is not.");
        }

        var timer = new GrainTimer((Activation)grainContext, time, token => callback(state, token), options);
        timer.Change(options.DueTime, options.Period);
        return timer;
    }
}
