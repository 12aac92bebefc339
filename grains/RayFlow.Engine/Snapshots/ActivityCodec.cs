using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;

namespace RayFlow.Engine.Snapshots;

/// <summary>What instances between firing and settling have.</summary>
internal static class ActivityCodec
{
    public static void Write(SnapshotWriter to, Activity activity)
    {
        to.Number(activity.Attempt);
        to.Number(activity.EarlierAttempts);
        to.Values(activity.Inputs);
        Write(to, activity.Gathering);
        to.Number(activity.Timer);
        to.Time(activity.DueAt);
        to.OptionalText(activity.Signal);
        Write(to, activity.Loop);
        Write(to, activity.Try);
        Write(to, activity.Sequence);
    }

    public static Activity Read(SnapshotReader from, Frame frame) => new()
    {
        Attempt = from.Small(),
        EarlierAttempts = from.Small(),
        Inputs = from.Values(),
        Gathering = ReadGathering(from, frame),
        Timer = from.Number(),
        DueAt = from.OptionalTime(),
        Signal = from.OptionalText(),
        Loop = ReadLoop(from),
        Try = ReadTry(from),
        Sequence = ReadSequence(from),
    };

    public static void Write(SnapshotWriter to, Gathering? gathering) => to.Optional(gathering is not null, () =>
    {
        to.Number(gathering!.Pending);
        to.Flag(gathering.IsBlocked);
        to.Map(gathering.Readings);
        to.Many(gathering.Asked, Write);
        to.Many(gathering.Known.OrderBy(known => known.Key).ToList(), static (to, known) =>
        {
            to.Number(known.Key);
            to.Values(known.Value);
        });
    });

    public static Gathering? ReadGathering(SnapshotReader from, Frame frame) => from.Optional(from =>
    {
        var gathering = new Gathering { Pending = from.Small(), IsBlocked = from.Flag(), Readings = from.Map() };
        gathering.Asked.AddRange(from.Many(from => ReadAsked(from, frame)));
        foreach (var (node, outputs) in from.Many(static from => (from.Small(), from.Values())))
        {
            gathering.Known.Add(node, outputs);
        }

        return gathering;
    });

    /// <summary>What a gathering asks for: heavy nodes and variables, all in its own frame.</summary>
    private static void Write(SnapshotWriter to, Instruction asked)
    {
        to.Node(asked.Node);
        to.Flag(asked is RunNode);
        switch (asked)
        {
            case RunNode heavy:
                to.Number(heavy.Attempt);
                to.Values(heavy.Inputs);
                to.Number(heavy.Consumer);
                break;
            case ReadVariables read:
                to.Optional(read.Names is not null, () => to.Many([.. read.Names!.Order(StringComparer.Ordinal)], static (to, name) => to.Text(name)));
                break;
            default:
                throw new NotSupportedException($"A gathering asks for a {asked.GetType().Name}, which a snapshot has no words for.");
        }
    }

    private static Instruction ReadAsked(SnapshotReader from, Frame frame)
    {
        var node = from.Node();
        return from.Flag()
            ? new RunNode(frame, node, from.Small(), from.Values()!, from.Small())
            : new ReadVariables(frame, node, from.Optional(static from => from.Many(static from => from.Text()).ToHashSet(StringComparer.Ordinal)));
    }

    private static void Write(SnapshotWriter to, LoopProgress? loop) => to.Optional(loop is not null, () =>
    {
        to.Value(loop!.Items);
        to.Number(loop.Start);
        to.Number(loop.Step);
        to.Number(loop.Total);
        to.Number(loop.Concurrency);
        to.Number(loop.Next);
        to.Number(loop.Running);
        to.Flag(loop.Stopped);
        to.Error(loop.Raised);
        to.Optional(loop.Collected is not null, () => to.Many(loop.Collected!, static (to, value) => to.Optional(value is not null, () => to.Value(value!.Value))));
    });

    private static LoopProgress? ReadLoop(SnapshotReader from) => from.Optional(static from =>
    {
        var items = from.Value();
        return new LoopProgress
        {
            Items = items.IsNull ? null : items.AsList(),
            Start = from.Number(),
            Step = from.Number(),
            Total = from.Number(),
            Concurrency = from.Small(),
            Next = from.Number(),
            Running = from.Small(),
            Stopped = from.Flag(),
            Raised = from.Error(),
            Collected = from.Optional(static from => from.Many(static from => from.Flag() ? from.Value() : (Model.Values.Value?)null).ToList()),
        };
    });

    private static void Write(SnapshotWriter to, TryProgress? progress) => to.Optional(progress is not null, () =>
    {
        to.Text(progress!.Part);
        to.Error(progress.Raised);
        to.Error(progress.Outward);
        to.Error(progress.Error);
    });

    private static TryProgress? ReadTry(SnapshotReader from) => from.Optional(static from =>
        new TryProgress { Part = from.Text(), Raised = from.Error(), Outward = from.Error(), Error = from.Error() });

    private static void Write(SnapshotWriter to, SequenceProgress? progress) => to.Optional(progress is not null, () =>
    {
        to.Number(progress!.Active);
        to.Number(progress.Branch);
    });

    private static SequenceProgress? ReadSequence(SnapshotReader from) => from.Optional(static from =>
        new SequenceProgress { Active = from.Small(), Branch = from.Small() });
}
