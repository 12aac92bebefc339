namespace RayFlow.Engine.Running;

/// <summary>What is to be done with a node when it is its turn; mostly, what its inputs are gathered for.</summary>
internal enum Purpose : byte
{
    /// <summary>It fires.</summary>
    Fire,

    /// <summary>A while-loop's condition before a turn; in the turn's frame.</summary>
    Condition,

    /// <summary>What a turn adds to its loop's list; in the turn's frame.</summary>
    Collect,

    /// <summary>Not a gathering: the next attempt of a node is due.</summary>
    Retry,

    /// <summary>Not a gathering: a branch of a sequence has settled.</summary>
    Branch,
}
