using System.Runtime.CompilerServices;

namespace Orleans.Tests.Calls;

public interface ISequenceGrain : IGrainWithStringKey
{
    IAsyncEnumerable<int> Count(int upTo);

    IAsyncEnumerable<int> CountAndFail(int upTo);

    IAsyncEnumerable<int> CountAndWait(string ended, CancellationToken cancellationToken = default);

    Task Leave();

    Task Ping();
}

public sealed class SequenceGrain : Grain, ISequenceGrain
{
    public async IAsyncEnumerable<int> Count(int upTo)
    {
        for (var number = 0; number < upTo; number++)
        {
            if (number % 7 == 0)
            {
                await Task.Yield();
            }

            yield return number;
        }
    }

    public async IAsyncEnumerable<int> CountAndFail(int upTo)
    {
        await foreach (var number in Count(upTo))
        {
            yield return number;
        }

        throw new InvalidOperationException("After the last.");
    }

    public async IAsyncEnumerable<int> CountAndWait(string ended, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            yield return 1;
            yield return 2;
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        finally
        {
            Gates.Open(ended);
        }
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task Ping() => Task.CompletedTask;
}
