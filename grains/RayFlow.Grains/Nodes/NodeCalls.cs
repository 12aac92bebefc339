using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using RayFlow.GrainInterfaces.Failures;
using RayFlow.Grains.Failures;

namespace RayFlow.Grains.Nodes;

/// <summary>
/// What the code of one attempt asks of grains. Everything that it asks for is numbered and may be repeated, so that an outage of the database or of
/// a silo is waited for, and no failure of the node. It ends with the attempt.
/// </summary>
/// <param name="key">The node instance.</param>
/// <param name="time">The clock of the pauses.</param>
/// <param name="logger">The log.</param>
/// <param name="attempt">Cancelled when the attempt is over.</param>
internal sealed class NodeCalls(string key, TimeProvider time, ILogger logger, CancellationToken attempt)
{
    private readonly Retry _retry = new(time, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), Random.Shared.NextDouble);

    /// <summary>Calls until the call goes through or fails for a reason of its own.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">The node's; it may be none.</param>
    /// <exception cref="OperationCanceledException">The attempt is over, or the node cancelled.</exception>
    public async Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(attempt, cancellationToken);
        either.Token.ThrowIfCancellationRequested();
        var answer = default(T);
        var failure = await _retry.UntilAsync(async () => answer = await call(either.Token), IsOutage, either.Token, failure =>
        {
            if (IsOutage(failure))
            {
                logger.NodeCallFailed(key, failure);
            }
        });
        if (failure is not null)
        {
            either.Token.ThrowIfCancellationRequested();
            ExceptionDispatchInfo.Throw(failure);
        }

        return answer!;
    }

    private static bool IsOutage(Exception failure) => failure is StorageUnavailableException or TimeoutException or OrleansException;
}
