namespace RayFlow.Engine.Running;

/// <summary>How far a sequence is.</summary>
internal sealed class SequenceProgress
{
    /// <summary>Active instances of the branch that runs.</summary>
    public int Active { get; set; }

    /// <summary>The branch that runs; -1 before the first.</summary>
    public int Branch { get; set; } = -1;
}
