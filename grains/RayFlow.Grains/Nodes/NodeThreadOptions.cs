namespace RayFlow.Grains.Nodes;

/// <summary>
/// The threads of a silo that node code runs on. Section <c>RayFlow:Nodes:Threads</c>. Read at start; a change needs a restart.
/// </summary>
public sealed class NodeThreadOptions
{
    /// <summary>How many nodes compute at the same time; a node that awaits counts for none. Default: four for each processor, and 16 at least.</summary>
    public int Count { get; set; } = int.Max(16, 4 * Environment.ProcessorCount);

    /// <summary>How many attempts may wait for a thread. Beyond it a run keeps its node and hands it over again, up to a second later. Default: 10,000.</summary>
    public int MaxQueued { get; set; } = 10_000;

    /// <summary>
    /// How long a node may hold its thread without awaiting before the thread is given up: the node goes on, and another thread takes its place.
    /// More than the longest computation of a node. Default: 60.
    /// </summary>
    public double StuckAfterSeconds { get; set; } = 60;

    /// <summary>
    /// How many threads may be started beside <see cref="Count"/>, in place of those that are given up and of those that wait for something while
    /// others have work. When so many are given up, the silo takes no more nodes of the types that hold them, and says so in its health. Default: 256.
    /// </summary>
    public int MaxStuck { get; set; } = 256;
}
