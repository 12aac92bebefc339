using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Snapshots;

/// <summary>Live frames. A frame comes after the one that it is in; its element follows from its turn and is not written.</summary>
internal static class FrameCodec
{
    private const int StateBits = 0x0F;
    private const int HasMoved = 0x10;
    private const int HasOutputs = 0x20;
    private const int HasActivity = 0x40;

    public static void Write(SnapshotWriter to, Frame frame)
    {
        to.Number(frame.Id);
        to.Number(frame.Parent?.Id ?? -1);
        to.Number(frame.Region.Index);
        to.Number(frame.Turn);
        to.Number(frame.Active);
        to.Flag(frame.Cancelling);
        to.Flag(frame.Deciding);
        to.Flag(frame.Settled);
        to.Many(frame.Evaluated, static (to, word) => to.Number((long)word));
        for (var i = 0; i < frame.Slots.Length; i++)
        {
            Write(to, frame.Slots[i], frame.Region.Fresh[i]);
        }

        ActivityCodec.Write(to, frame.TurnGathering);
    }

    public static void Read(SnapshotReader from)
    {
        var run = from.Run;
        var id = from.Number();
        var parent = from.Number() is >= 0 and var number ? run.Frames[number] : null;
        var region = run.Graph.Regions[from.Small()];
        var turn = from.Number();
        var frame = new Frame(id, run.Graph, region, parent, turn, LoopRunner.ElementOf(parent, region, turn))
        {
            Active = from.Small(),
            Cancelling = from.Flag(),
            Deciding = from.Flag(),
            Settled = from.Flag(),
            Evaluated = from.Many(static from => (ulong)from.Number()),
        };
        run.Frames.Add(id, frame);
        parent?.Add(frame);
        for (var i = 0; i < frame.Slots.Length; i++)
        {
            Read(from, frame, ref frame.Slots[i]);
        }

        frame.TurnGathering = ActivityCodec.ReadGathering(from, frame);
    }

    /// <summary>Who waits for nodes of a frame; those whose frame has left are forgotten. Readers are in any frame, so this comes after all of them.</summary>
    public static void WriteWaiters(SnapshotWriter to, RunState run, Frame frame)
    {
        var waiters = (frame.Waiters ?? []).OrderBy(entry => entry.Key)
            .Select(entry => (Local: entry.Key, Readers: entry.Value.FindAll(reader => run.Frames.ContainsKey(reader.Frame.Id))))
            .Where(entry => entry.Readers.Count > 0).ToList();
        to.Many(waiters, static (to, entry) =>
        {
            to.Number(entry.Local);
            to.Many(entry.Readers, static (to, reader) =>
            {
                to.Frame(reader.Frame);
                to.Number(reader.Node);
                to.Byte((byte)reader.Purpose);
            });
        });
    }

    public static void ReadWaiters(SnapshotReader from, Frame frame)
    {
        foreach (var (local, readers) in from.Many(static from => (from.Small(), from.Many(static from => (from.Frame(), from.Small(), (Purpose)from.Byte())))))
        {
            (frame.Waiters ??= []).Add(local, [.. readers]);
        }
    }

    /// <summary>Most instances of a long flow are as in the beginning or have just an outcome: those take one byte, and two more for the counts.</summary>
    private static void Write(SnapshotWriter to, NodeSlot slot, NodeSlot fresh)
    {
        var hasMoved = (slot.Unsettled, slot.Live, slot.Cause) != (fresh.Unsettled, fresh.Live, fresh.Cause);
        to.Byte((byte)((int)slot.State | (hasMoved ? HasMoved : 0) | (slot.Outputs is null ? 0 : HasOutputs) | (slot.Activity is null ? 0 : HasActivity)));
        if (hasMoved)
        {
            to.Number(slot.Unsettled);
            to.Number(slot.Live);
            to.Number(slot.Cause);
        }

        if (slot.Outputs is { } outputs)
        {
            to.Many(outputs, static (to, value) => to.Value(value));
        }

        if (slot.Activity is { } activity)
        {
            ActivityCodec.Write(to, activity);
        }
    }

    private static void Read(SnapshotReader from, Frame frame, ref NodeSlot slot)
    {
        var bits = from.Byte();
        slot.State = (NodeState)(bits & StateBits);
        if ((bits & HasMoved) != 0)
        {
            (slot.Unsettled, slot.Live, slot.Cause) = (from.Small(), from.Small(), from.Small());
        }

        slot.Outputs = (bits & HasOutputs) != 0 ? from.Many(static from => from.Value()) : null;
        slot.Activity = (bits & HasActivity) != 0 ? ActivityCodec.Read(from, frame) : null;
    }
}
