namespace RayFlow.Simulation.Mistakes;

/// <summary>Mistakes that RayFlow once made: planted back one at a time, they show that the simulation finds what it is for.</summary>
internal enum Mistake
{
    /// <summary>None.</summary>
    None,

    /// <summary>A report, and a child's end, is acknowledged before it is committed.</summary>
    AnswersBeforeCommit,

    /// <summary>A child that was to be cancelled is forgotten when it cannot be reached, and nobody owns its parent any more.</summary>
    ForgetsCancelledChildren,

    /// <summary>Whoever waits for a run's end keeps an activation that has given the run up.</summary>
    WatchersHoldActivations,

    /// <summary>An event at which the engine failed is committed with the next batch.</summary>
    CommitsWhatFailed,

    /// <summary>The fence asks whether an entry is there already, not whether all before it are.</summary>
    FenceAsksForPresence,

    /// <summary>A run that was deleted can be written on by an activation that has it in memory.</summary>
    AppendsToDeletedRuns,

    /// <summary>All events that one node instance emits have the same id.</summary>
    EmissionsShareAnId,

    /// <summary>A retry leaves what told the parent of the failure alive, and it writes its row.</summary>
    RetryLeavesTheOldRow,

    /// <summary>As many runs that cannot be woken as are woken at once keep all others from being woken.</summary>
    FailedWakesStarveOthers,

    /// <summary>A lost node is started again without asking whether the run still is this activation's.</summary>
    RestartsWithoutFence,
}
