namespace Orleans.Runtime;

/// <summary>A call of a method that returns an asynchronous sequence. The method starts when the caller asks for the first element.</summary>
internal abstract class EnumerationCall<T>(GrainMethod method) : GrainCall(method), IAsyncEnumerable<T>
{
    public override bool AlwaysInterleave => true;

    public IAsyncEnumerable<T> Send(GrainReference target)
    {
        Address(target);
        return this;
    }

    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) => new RemoteEnumerator<T>(this, cancellationToken);

    /// <summary>Invokes the method on the grain.</summary>
    public abstract IAsyncEnumerable<T> Invoke(object target);

    /// <summary>Makes <paramref name="token"/> the token that the method sees.</summary>
    public void Observe(CancellationToken token) => SetCancellationToken(token);

    // The call itself is never queued; the steps of its enumerations are.
    public override void Run(Activation activation) => throw new InvalidOperationException();

    public override bool TryFail(Exception exception) => throw new InvalidOperationException();
}
