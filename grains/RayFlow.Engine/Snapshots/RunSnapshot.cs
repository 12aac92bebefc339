using System.Security.Cryptography;
using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Snapshots;

/// <summary>
/// A run's state as bytes, so that a restore folds only the events since. The journal stays the truth: a snapshot that cannot be used for whatever
/// reason is left aside.
/// </summary>
/// <remarks>
/// A format number, half of a SHA-256 of all that follows, the caller's attachment, what values kept apart are found by, the hash of the graph's
/// shape, the state. A member that is added to the state takes a new format number.
/// </remarks>
public sealed class RunSnapshot
{
    private const byte Format = 3;
    private const int Checked = 16;

    private readonly ReadOnlyMemory<byte> _shape;
    private readonly ReadOnlyMemory<byte> _state;

    private RunSnapshot(SnapshotReader from)
    {
        Attachment = from.Bytes();
        Apart = from.Many(static from => from.Text());
        _shape = from.Bytes();
        _state = from.Bytes();
    }

    /// <summary>What the caller wrote beside the state.</summary>
    public ReadOnlyMemory<byte> Attachment { get; }

    /// <summary>What the values that were kept apart are found by; each once.</summary>
    public IReadOnlyList<string> Apart { get; }

    /// <summary>Writes a run, at any point between two calls of <see cref="RunEngine.Decide"/>. The same run always gives the same bytes.</summary>
    /// <param name="run">A run that was started.</param>
    /// <param name="attachment">What the caller wants to find with it.</param>
    /// <param name="keepApart">Keeps a value elsewhere and returns what it is found by; null for one that is to be in the snapshot. Null: all are.</param>
    /// <exception cref="ArgumentException">The run was not started.</exception>
    public static byte[] Write(RunState run, ReadOnlySpan<byte> attachment = default, Func<Value, string?>? keepApart = null)
    {
        if (!run.IsStarted)
        {
            throw new ArgumentException("A run that was not started has no state to write.", nameof(run));
        }

        var state = new SnapshotWriter(keepApart);
        StateCodec.Write(state, run);
        var content = new SnapshotWriter();
        content.Bytes(attachment);
        content.Many(state.Apart, static (to, key) => to.Text(key));
        content.Bytes(run.Graph.Shape);
        content.Bytes(state.Written);
        return [Format, .. SHA256.HashData(content.Written).AsSpan(0, Checked), .. content.Written];
    }

    /// <summary>Looks at a snapshot; its state is not read yet.</summary>
    /// <exception cref="SnapshotUnusableException">It is damaged or of another format.</exception>
    public static RunSnapshot Open(ReadOnlyMemory<byte> snapshot)
    {
        if (snapshot.Length <= 1 + Checked)
        {
            throw new SnapshotUnusableException("The snapshot ends before all of it was read.");
        }

        if (snapshot.Span[0] != Format)
        {
            throw new SnapshotUnusableException($"The snapshot has format {snapshot.Span[0]}; this version reads format {Format}.");
        }

        var content = snapshot[(1 + Checked)..];
        return SHA256.HashData(content.Span).AsSpan(0, Checked).SequenceEqual(snapshot.Span.Slice(1, Checked))
            ? new RunSnapshot(new SnapshotReader(content, []))
            : throw new SnapshotUnusableException("The snapshot is damaged: its bytes are not those that were written.");
    }

    /// <summary>The run. Folding on from it is the same as from the one that was written.</summary>
    /// <param name="graph">Its flow.</param>
    /// <param name="limits">What a run may not exceed.</param>
    /// <param name="observer">Is told what happens from now on; null: nobody.</param>
    /// <param name="apart">The values that were kept apart, one for each of <see cref="Apart"/>.</param>
    /// <exception cref="SnapshotUnusableException">It is of a graph of another shape.</exception>
    public RunState Read(FlowGraph graph, RunLimits limits, IRunObserver? observer = null, IReadOnlyList<Value>? apart = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        if (!_shape.Span.SequenceEqual(graph.Shape))
        {
            throw new SnapshotUnusableException("The snapshot is of a graph of another shape: a node type has changed since it was written.");
        }

        var from = new SnapshotReader(_state, apart ?? []) { Run = new RunState(graph, limits, observer) };
        StateCodec.Read(from);
        return from.IsAtEnd ? from.Run : throw new SnapshotUnusableException("The snapshot goes on after all of it was read.");
    }
}
