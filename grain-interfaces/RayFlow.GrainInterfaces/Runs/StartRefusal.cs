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
}
