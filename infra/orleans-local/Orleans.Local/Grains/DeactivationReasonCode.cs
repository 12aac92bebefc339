namespace Orleans;

/// <summary>Kinds of reasons for a deactivation.</summary>
[GenerateSerializer]
public enum DeactivationReasonCode : byte
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>The silo stops.</summary>
    ShuttingDown = 1,

    /// <summary>The activation failed.</summary>
    ActivationFailed = 2,

    /// <summary>The directory failed.</summary>
    DirectoryFailure = 3,

    /// <summary>The grain was idle.</summary>
    ActivationIdle = 4,

    /// <summary>The grain did not answer.</summary>
    ActivationUnresponsive = 5,

    /// <summary>There was another activation of the grain.</summary>
    DuplicateActivation = 6,

    /// <summary>A request needs another version of the grain.</summary>
    IncompatibleRequest = 7,

    /// <summary>The application failed.</summary>
    ApplicationError = 8,

    /// <summary>The application asked for it.</summary>
    ApplicationRequested = 9,

    /// <summary>The grain moves to another silo.</summary>
    Migrating = 10,

    /// <summary>The runtime asked for it.</summary>
    RuntimeRequested = 11,

    /// <summary>The silo is short of memory.</summary>
    HighMemoryPressure = 12,
}
