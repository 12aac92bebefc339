namespace RayFlow.Engine.Moments;

/// <summary>Where a node instance is at a moment of its run.</summary>
public enum InstanceState : byte
{
    /// <summary>Its exec edges do not let it fire yet.</summary>
    Pending,

    /// <summary>It fires as soon as it is its turn and what it reads is there.</summary>
    Ready,

    /// <summary>It has fired.</summary>
    Running,

    /// <summary>It waits for a timer, a signal, a child run or its next attempt.</summary>
    Waiting,

    /// <summary>It completed.</summary>
    Completed,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>Its exec edges are dead.</summary>
    Skipped,

    /// <summary>It was ended from outside.</summary>
    Cancelled,

    /// <summary>It completed in another run, whose outputs this one has.</summary>
    TakenOver,
}
