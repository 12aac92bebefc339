using Microsoft.Extensions.Logging;
using RayFlow.GrainInterfaces.Failures;

namespace RayFlow.Grains.Failures;

/// <summary>
/// Sees that what a grain throws reaches its caller on another silo: Orleans carries its own exceptions, those of .NET, and those that are marked, but
/// none of a library such as the database driver, nor one that has such a one inside.
/// </summary>
internal sealed class FailureFilter(ILogger<FailureFilter> logger) : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        catch (Exception failure) when (!Travels(failure))
        {
            throw Translate(failure, $"{context.InterfaceName}.{context.MethodName}");
        }
    }

    private static bool Travels(Exception failure) =>
        failure is RayFlowException ? failure.InnerException is null
        : failure is AggregateException several ? several.InnerExceptions.All(Travels)
        : failure.GetType().Namespace is { } name && IsCarried(name) && (failure.InnerException is not { } inner || Travels(inner));

    private static bool IsCarried(string name) =>
        name.StartsWith("System", StringComparison.Ordinal) || name.StartsWith("Microsoft", StringComparison.Ordinal) || name.StartsWith("Orleans", StringComparison.Ordinal);

    private RayFlowException Translate(Exception failure, string call)
    {
        if (failure is StorageUnavailableException or Storage.StorageUnavailableException)
        {
            return new StorageUnavailableException(failure.Message);
        }

        logger.GrainFailed(call, failure);
        return new GrainFailedException($"{call} failed: {failure.Message}");
    }
}
