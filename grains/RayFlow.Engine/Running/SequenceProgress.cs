namespace RayFlow.Engine.Running;

/// <summary>How far a sequence is.</summary>
internal sealed class SequenceProgress(int branches)
{
    /// <summary>Active instances per branch.</summary>
    public int[] Active { get; } = new int[branches];

    /// <summary>The branch that runs; -1 before the first.</summary>
    public int Branch { get; set; } = -1;
}
