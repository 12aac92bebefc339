using Microsoft.Extensions.Options;

namespace RayFlow.Api.Bodies;

/// <summary>What the bodies of requests take in memory at once, at most <see cref="ApiOptions.MaxBodiesBytes"/>. Safe for concurrent use.</summary>
internal sealed class BodyBudget(IOptions<ApiOptions> options)
{
    private long _taken;

    /// <summary>Bytes that are taken now.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Takes bytes if they are there.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= options.Value.MaxBodiesBytes)
        {
            return true;
        }

        Return(bytes);
        return false;
    }

    /// <summary>Gives bytes back; a negative number takes some more, whether they are there or not.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
