namespace RayFlow.Storage.Runs;

/// <summary>What <see cref="RunIndex.TerminateAsync"/> found.</summary>
public enum Termination
{
    /// <summary>There is no such run.</summary>
    NotFound,

    /// <summary>The run had ended before; nothing was changed.</summary>
    AlreadyEnded,

    /// <summary>The run has ended now.</summary>
    Ended,
}
