using Microsoft.Extensions.Logging;
using RayFlow.GrainInterfaces.Failures;
using RayFlow.Storage.Runs;

namespace RayFlow.Grains.Recovery;

/// <summary>
/// Looks again and again whether there are runs that nobody keeps going. There never are: if there are, that is a fault of RayFlow, of which the
/// log, a metric and the health's detail tell.
/// </summary>
internal sealed class UnexplainedRuns(RunDiagnosis runs, SiloProblems problems, TimeProvider time, ILogger<UnexplainedRuns> logger)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private const string Part = "runs";
    private const int Most = 100;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stopping = new();
    private Task _looking = Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(UnexplainedRuns),
        ServiceLifecycleStage.Active,
        _ =>
        {
            _looking = Task.Run(LookAsync, CancellationToken.None);
            return Task.CompletedTask;
        },
        async cancellationToken =>
        {
            await _stopping.CancelAsync();
            await _looking.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private async Task LookAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                Tell(await runs.UnexplainedAsync(livingOwners: null, Most, _stopping.Token));
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                if (failure is not Storage.StorageUnavailableException && !_stopping.IsCancellationRequested)
                {
                    logger.RecoveryFailed(failure);
                }
            }

            await Task.Delay(Period, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Tell(IReadOnlyList<string> found)
    {
        Telemetry.UnexplainedRuns = found.Count;
        if (found.Count == 0)
        {
            problems.Clear(Part);
            return;
        }

        var many = found.Count == Most ? $"{Most} runs or more" : found.Count == 1 ? "One run" : $"{found.Count} runs";
        var reason = $"{many} neither ended nor kept going by anybody, such as {found[0]}. This is a fault of RayFlow. 'rayflow doctor' lists them; terminating one ends it.";
        if (!problems.Reasons.TryGetValue(Part, out var before) || before != reason)
        {
            logger.RunsUnexplained(reason);
        }

        problems.Set(Part, reason);
    }
}
