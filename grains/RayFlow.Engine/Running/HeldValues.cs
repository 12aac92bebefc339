using System.Runtime.CompilerServices;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>Adds up what a run holds in memory, about; a large value that is held in several places once.</summary>
internal sealed class HeldValues
{
    /// <summary>What one value counts for at most, so that sums stay sums; values that mention others over and over have any size.</summary>
    public const long MostCharacters = 1L << 40;

    private const int LeastShared = 1024;
    private const int FrameBytes = 256;
    private static readonly int SlotBytes = Unsafe.SizeOf<NodeSlot>();

    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private long _bytes;

    /// <summary>Text has two bytes a character; a scalar counts eight characters and takes sixteen bytes.</summary>
    public static long BytesOf(long characters) => 2 * characters;

    public static long BytesOf(Frame frame) => FrameBytes + (frame.Slots.Length * (long)SlotBytes);

    /// <summary>What loops have collected: the same value in several turns counts each time, as it does in the list that they give.</summary>
    public static long BytesOf(Value? collected) => collected is { } value ? BytesOf(Math.Min(value.Extent.Size, MostCharacters)) : BytesOf(ValueExtent.ScalarSize);

    /// <summary>All of a run.</summary>
    public static long Measure(RunState run)
    {
        var held = new HeldValues();
        held.Add(run.Inputs);
        held.Add(run.TakenOver);
        held.Add(run.Overrides);
        held.Add(run.Pinned);
        held.Add(run.Known);
        foreach (var value in run.Variables.Values)
        {
            held.Add(value);
        }

        foreach (var frame in run.Frames.Values)
        {
            held.Add(frame);
        }

        return held._bytes + run.Signals.Bytes;
    }

    /// <summary>The outputs of free pure nodes that gatherings have computed.</summary>
    public static long MeasureScratch(RunState run)
    {
        var held = new HeldValues();
        held.Add(run.Scratch.Outputs);
        return held._bytes;
    }

    private void Add(Frame frame)
    {
        _bytes += BytesOf(frame);
        Add(frame.TurnGathering);
        foreach (ref readonly var slot in frame.Slots.AsSpan())
        {
            Add(slot.Outputs);
            if (slot.Activity is { } activity)
            {
                Add(activity);
            }
        }
    }

    private void Add(Activity activity)
    {
        Add(activity.Inputs);
        Add(activity.Gathering);
        foreach (var answer in activity.Answers?.Values ?? Enumerable.Empty<Variables.VariableAnswer>())
        {
            Add(answer.Result);
        }

        if (activity.Loop is { } loop)
        {
            Add(Value.Of(loop.Items));
            _bytes += loop.CollectedBytes;
        }
    }

    private void Add(Gathering? gathering)
    {
        if (gathering is null)
        {
            return;
        }

        foreach (var outputs in gathering.Known.Values)
        {
            Add(outputs);
        }

        foreach (var asked in gathering.Asked)
        {
            Add(asked.Inputs);
        }
    }

    private void Add(ValueMap? map)
    {
        foreach (ref readonly var entry in (map ?? ValueMap.Empty).AsSpan())
        {
            Add(entry.Value);
        }
    }

    private void Add(ReadOnlySpan<Value> values)
    {
        foreach (ref readonly var value in values)
        {
            Add(value);
        }
    }

    private void Add(Value value)
    {
        var size = value.Extent.Size;
        if (size < LeastShared || value.Reference is not { } reference || _seen.Add(reference))
        {
            _bytes += BytesOf(Math.Min(size, MostCharacters));
        }
    }
}
