using RayFlow.Engine.Running;
using RayFlow.Model.Nodes;

namespace RayFlow.Engine.Snapshots;

/// <summary>Errors and outcomes.</summary>
internal static class ErrorCodec
{
    public static void Write(SnapshotWriter to, RaisedError raised)
    {
        Write(to, raised.Error);
        to.Text(raised.NodeId);
        to.Text(raised.Frame);
        to.Number(raised.Attempt);
        to.Number(raised.Before.Events);
        to.Number(raised.Before.Steps);
    }

    public static RaisedError Read(SnapshotReader from) =>
        new(ReadNode(from), from.Text(), from.Text(), from.Small()) { Before = new RunPoint(from.Small(), from.Number()) };

    public static void Write(SnapshotWriter to, NodeError error)
    {
        to.Text(error.Code);
        to.Text(error.Message);
        to.Flag(error.Retryable);
        to.OptionalText(error.NodeId);
    }

    public static NodeError ReadNode(SnapshotReader from) => new(from.Text(), from.Text(), from.Flag(), from.OptionalText());

    public static void Write(SnapshotWriter to, Outcome? outcome) => to.Optional(outcome is not null, () =>
    {
        to.Byte((byte)outcome!.Kind);
        to.Time(outcome.At);
        to.OptionalText(outcome.ReturnNode);
        to.Map(outcome.Result);
        to.Optional(outcome.StatusCode is not null, () => to.Number(outcome.StatusCode!.Value));
        to.Error(outcome.Error);
    });

    public static Outcome? ReadOutcome(SnapshotReader from) => from.Optional(static from =>
        new Outcome((OutcomeKind)from.Byte(), from.Time(), from.OptionalText(), from.Map(), from.Flag() ? from.Small() : null, from.Error()));
}
