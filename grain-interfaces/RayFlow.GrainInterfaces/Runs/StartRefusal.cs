namespace RayFlow.GrainInterfaces.Runs;

/// <summary>Why a run was refused.</summary>
public enum StartRefusal
{
    /// <summary>The flow document has errors.</summary>
    InvalidFlow,

    /// <summary>The inputs do not fit START's schema.</summary>
    InvalidInputs,

    /// <summary>The saved flow or its version does not exist.</summary>
    FlowNotFound,

    /// <summary>The run to take results from, or its node, does not exist.</summary>
    RunNotFound,

    /// <summary>Too many runs are above this one.</summary>
    TooDeep,

    /// <summary>The silo has as many runs in memory as it may; the same request a moment later may be taken.</summary>
    Busy,

    /// <summary>The run to fork has no such event, or the node has not fired there.</summary>
    NoSuchEvent,

    /// <summary>The run to fork has ended at that point.</summary>
    RunEnded,

    /// <summary>What is to differ in a fork does not fit its flow.</summary>
    InvalidFork,

    /// <summary>The flow of the run to fork has no such node.</summary>
    NodeNotFound,
}
