namespace RayFlow.Storage.Grouping;

/// <summary>A connection that carries out many operations in one round trip.</summary>
internal interface IGroupConnection<T> : IAsyncDisposable
{
    /// <summary>Carries out and completes all of them, or throws: then it is not known that anything was done.</summary>
    Task ExecuteAsync(IReadOnlyList<T> operations);

    /// <summary>What to tell the caller of an operation that was refused by itself; null: it is worth another attempt.</summary>
    Task<Exception?> ExplainAsync(T operation, Exception error, int attempt);

    /// <summary>Gives up the connection; the next execution makes another.</summary>
    ValueTask CloseAsync();
}
