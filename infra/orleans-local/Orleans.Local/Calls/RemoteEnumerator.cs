using Orleans.Serialization.Cloning;

namespace Orleans.Runtime;

/// <summary>The caller's end of a sequence that a grain produces.</summary>
internal sealed class RemoteEnumerator<T> : IAsyncEnumerator<T>
{
    private readonly EnumerationCall<T> _call;
    private readonly CancellationToken _token;
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationTokenRegistration _argumentRegistration;
    private readonly EnumerationSource<T> _source;
    private readonly Queue<T> _received = [];
    private bool _completed;

    public RemoteEnumerator(EnumerationCall<T> call, CancellationToken token)
    {
        _call = call;
        _token = token;
        _source = new EnumerationSource<T>(call);
        _registration = token.UnsafeRegister(static state => ((EnumerationSource<T>)state!).Cancel(), _source);
        _argumentRegistration = call.GetCancellationToken().UnsafeRegister(static state => ((EnumerationSource<T>)state!).Cancel(), _source);
        call.Observe(_source.Token);
    }

    public T Current { get; private set; } = default!;

    public async ValueTask<bool> MoveNextAsync()
    {
        _token.ThrowIfCancellationRequested();
        if (_received.Count == 0 && !_completed)
        {
            var (elements, completed) = await new EnumerationStep<T>(_call, _source).Send().WaitAsync(_token);
            _completed = completed;
            foreach (var element in elements)
            {
                _received.Enqueue(element);
            }
        }

        if (!_received.TryDequeue(out var next))
        {
            return false;
        }

        Current = next;
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await _registration.DisposeAsync();
        await _argumentRegistration.DisposeAsync();
        await _source.CloseAsync();
    }
}
