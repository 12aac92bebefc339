namespace RayFlow.GrainInterfaces.Runs;

/// <summary>What can be asked of a run.</summary>
public enum RunCommand
{
    /// <summary>End it; finally regions still run.</summary>
    Cancel,

    /// <summary>Start no new node.</summary>
    Pause,

    /// <summary>Go on after a pause.</summary>
    Resume,

    /// <summary>Go on with a failed run from its failed nodes, keeping what completed.</summary>
    Retry,

    /// <summary>End it at once whatever state it is in; finally regions do not run.</summary>
    Terminate,
}
