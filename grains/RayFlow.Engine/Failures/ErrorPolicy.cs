using RayFlow.Model.Flows;

namespace RayFlow.Engine.Failures;

/// <summary>What a node's policy says of a failure. Retries come first; exec-error edges and tries are asked before what is left.</summary>
public static class ErrorPolicy
{
    /// <summary>The delay before the next attempt, at most the policy's longest; null if there is none. Defined for every policy that a document can have.</summary>
    /// <param name="policy">The node's policy.</param>
    /// <param name="strategy">The run's default.</param>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="retryable">Whether the failure may go away.</param>
    /// <param name="chance">A random number from 0 to 1 (exclusive).</param>
    public static TimeSpan? RetryDelay(NodePolicy policy, OnError strategy, int attempt, bool retryable, double chance)
    {
        if (!retryable || (policy.OnError ?? strategy) != OnError.Retry || attempt >= policy.MaxAttempts)
        {
            return null;
        }

        // The power may be infinite, and zero times that would be no number.
        var growth = Math.Min(Math.Pow(policy.Backoff, attempt - 1), double.MaxValue);
        var seconds = Math.Min(policy.InitialDelaySeconds * growth, policy.MaxDelaySeconds);
        return TimeSpan.FromSeconds(policy.Jitter ? (seconds / 2) + (seconds / 2 * chance) : seconds);
    }

    /// <summary>What is left when nothing else took the failure: abort, continue or skip.</summary>
    public static OnError Final(NodePolicy policy, OnError strategy)
    {
        var chosen = policy.OnError ?? strategy;
        var final = chosen == OnError.Retry ? policy.Then : chosen;
        return final == OnError.Retry ? OnError.Abort : final;
    }
}
