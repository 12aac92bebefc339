using RayFlow.Simulation.Scheduling;

namespace RayFlow.Simulation.Cluster;

/// <summary>Waits that stay on the simulation's thread: <see cref="Task.WaitAsync(TimeSpan)"/> goes through the thread pool.</summary>
internal static class SimWait
{
    /// <summary>Waits for something, at most a time.</summary>
    /// <exception cref="TimeoutException">The time was up.</exception>
    public static Task WithinAsync(this Task task, TimeSpan atMost, SimClock time)
    {
        if (task.IsCompleted)
        {
            return task;
        }

        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var alarm = time.CreateTimer(static state => ((TaskCompletionSource)state!).TrySetException(new TimeoutException()), first, atMost, Timeout.InfiniteTimeSpan);
        _ = ForwardAsync(task, first, alarm);
        return first.Task;
    }

    private static async Task ForwardAsync(Task task, TaskCompletionSource first, ITimer alarm)
    {
        try
        {
            await task;
            first.TrySetResult();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            first.TrySetException(failure);
        }

        alarm.Dispose();
    }
}
