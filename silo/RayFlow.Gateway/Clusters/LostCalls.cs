using RayFlow.GrainInterfaces.Clusters;
using RayFlow.GrainInterfaces.Failures;

namespace RayFlow.Gateway.Clusters;

/// <summary>
/// Ends calls that nobody will answer: Orleans' client would wait for the whole response time-out, since it does not know that a silo is dead. Callers
/// learn it as in a silo, by <see cref="SiloUnavailableException"/>, and repeat what may be repeated.
/// </summary>
internal sealed class LostCalls(LostSilos losses, ClusterLink link) : IOutgoingGrainCallFilter
{
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        // What Orleans asks to connect, and what is asked to find out whether a silo is back.
        var isOfConnection = context.Grain is ISystemTarget or IClusterGrain;
        if (!isOfConnection && link.Absence is { } reason)
        {
            throw new NoSiloException(reason);
        }

        var lost = losses.Next;
        var call = context.Invoke();
        try
        {
            await call.WaitAsync(lost);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested && !call.IsCompleted)
        {
            _ = call.ContinueWith(static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw link.Absence is { } absence
                ? new NoSiloException(absence)
                : new SiloUnavailableException($"A silo has gone that may have had {context.InterfaceName}.{context.MethodName}.");
        }
    }
}
