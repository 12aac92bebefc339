namespace RayFlow.Engine.Running;

/// <summary>What a node's inputs are gathered for.</summary>
internal enum Purpose : byte
{
    /// <summary>It fires.</summary>
    Fire,

    /// <summary>A while-loop's condition before a turn; in the turn's frame.</summary>
    Condition,

    /// <summary>What a turn adds to its loop's list; in the turn's frame.</summary>
    Collect,
}
