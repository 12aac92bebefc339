namespace RayFlow.Model.Nodes;

/// <summary>Which orchestrator operation a node is.</summary>
public enum ControlOperation
{
    /// <summary>None: the node has a function of its own or runs in its grain.</summary>
    None,

    /// <summary>START.</summary>
    Start,

    /// <summary>RETURN.</summary>
    Return,

    /// <summary>Fails with a code and a message.</summary>
    Fail,

    /// <summary>Two ways by a condition.</summary>
    If,

    /// <summary>Several ways by equality with a case.</summary>
    Switch,

    /// <summary>Branches in order, each settled before the next starts.</summary>
    Sequence,

    /// <summary>Goes on at the first live edge.</summary>
    Merge,

    /// <summary>A turn per item.</summary>
    ForEach,

    /// <summary>A turn per number.</summary>
    ForRange,

    /// <summary>A turn as long as a condition holds.</summary>
    While,

    /// <summary>Ends the innermost loop.</summary>
    Break,

    /// <summary>Try, catch, finally.</summary>
    Try,

    /// <summary>Runs another flow as a child run.</summary>
    Call,

    /// <summary>A durable timer.</summary>
    Delay,

    /// <summary>Waits for a signal.</summary>
    WaitSignal,

    /// <summary>Goes on once everything before it is committed.</summary>
    Checkpoint,
}
