using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.Engine.Variables;

namespace RayFlow.Engine.Snapshots;

/// <summary>What instances between firing and settling have.</summary>
internal static class ActivityCodec
{
    public static void Write(SnapshotWriter to, Activity activity)
    {
        to.Number(activity.Attempt);
        to.Number(activity.EarlierAttempts);
        to.Values(activity.Inputs);
        Write(to, activity.Answers);
        Write(to, activity.Gathering);
        to.Number(activity.Timer);
        to.Time(activity.DueAt);
        to.Time(activity.WaitsUntil);
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
        Answers = ReadAnswers(from),
        Gathering = ReadGathering(from, frame),
        Timer = from.Number(),
        DueAt = from.OptionalTime(),
        WaitsUntil = from.OptionalTime(),
        Signal = from.OptionalText(),
        Loop = ReadLoop(from),
        Try = ReadTry(from),
        Sequence = ReadSequence(from),
    };

    public static void Write(SnapshotWriter to, Gathering? gathering) => to.Optional(gathering is not null, () =>
    {
        to.Number(gathering!.Pending);
        to.Flag(gathering.IsBlocked);
        to.Many(gathering.Asked, Write);
        to.Many(gathering.Known.OrderBy(known => known.Key).ToList(), static (to, known) =>
        {
            to.Number(known.Key);
            to.Values(known.Value);
        });
    });

    public static Gathering? ReadGathering(SnapshotReader from, Frame frame) => from.Optional(from =>
    {
        var gathering = new Gathering { Pending = from.Small(), IsBlocked = from.Flag() };
        gathering.Asked.AddRange(from.Many(from => ReadAsked(from, frame)));
        foreach (var (node, outputs) in from.Many(static from => (from.Small(), from.Values())))
        {
            gathering.Known.Add(node, outputs);
        }

        return gathering;
    });

    /// <summary>What a gathering asks for: heavy nodes, all in its own frame.</summary>
    private static void Write(SnapshotWriter to, RunNode heavy)
    {
        to.Node(heavy.Node);
        to.Number(heavy.Attempt);
        to.Values(heavy.Inputs);
        to.Number(heavy.Consumer);
    }

    private static RunNode ReadAsked(SnapshotReader from, Frame frame) => new(frame, from.Node(), from.Small(), from.Values()!, from.Small());

    private static void Write(SnapshotWriter to, Dictionary<int, VariableAnswer>? answers) => to.Optional(answers is not null, () =>
        to.Many(answers!.OrderBy(answer => answer.Key).ToList(), static (to, answer) =>
        {
            to.Number(answer.Key);
            to.Value(answer.Value.Result);
            to.Optional(answer.Value.Error is not null, () => ErrorCodec.Write(to, answer.Value.Error!));
        }));

    private static Dictionary<int, VariableAnswer>? ReadAnswers(SnapshotReader from) => from.Optional(static from =>
        from.Many(static from => (Number: from.Small(), Answer: new VariableAnswer(from.Value(), from.Optional(ErrorCodec.ReadNode)))).ToDictionary(entry => entry.Number, entry => entry.Answer));

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
