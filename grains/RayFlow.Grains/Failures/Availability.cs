using RayFlow.GrainInterfaces.Failures;
using RayFlow.Storage;

namespace RayFlow.Grains.Failures;

/// <summary>Turns a database that is away into the refusal that callers know.</summary>
internal static class Availability
{
    /// <summary>Refuses at once while the database is known to be away.</summary>
    /// <exception cref="GrainInterfaces.Failures.StorageUnavailableException">It is.</exception>
    public static void ThrowIfUnavailable(this StorageHealth health)
    {
        if (!health.IsAvailable)
        {
            throw new GrainInterfaces.Failures.StorageUnavailableException($"The database is away: {health.Reason} Nothing was accepted; try again in a moment.");
        }
    }

    /// <summary>A wait for a commit that takes too long becomes a refusal.</summary>
    /// <exception cref="GrainInterfaces.Failures.StorageUnavailableException">The commit did not come in time.</exception>
    public static async Task OrUnavailable(this Task commit)
    {
        try
        {
            await commit;
        }
        catch (TimeoutException late)
        {
            throw new GrainInterfaces.Failures.StorageUnavailableException(
                "The database did not confirm in time. The request is recorded if it comes back; repeat it with the same run id or idempotency key to see.", late);
        }
    }
}
