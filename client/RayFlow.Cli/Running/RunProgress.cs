using System.Globalization;
using System.Text.Json;
using RayFlow.Cli.Output;
using RayFlow.Cli.Server;

namespace RayFlow.Cli.Running;

/// <summary>
/// What a run has done so far, made of its events. Of a long run only the node instances that matter stay: those that have not
/// settled, those that failed, and the latest. Not thread-safe: lock it.
/// </summary>
internal sealed class RunProgress(string flow, string runId)
{
    private const int Kept = 200;

    private readonly LinkedList<NodeProgress> _order = new();
    private readonly Dictionary<(string Frame, string Node), LinkedListNode<NodeProgress>> _nodes = [];

    public string Flow => flow;

    public string RunId => runId;

    public string Status { get; private set; } = "pending";

    /// <summary>How many settled node instances are not among <see cref="Nodes"/> any more.</summary>
    public long Forgotten { get; private set; }

    /// <summary>In the order in which they came up.</summary>
    public IReadOnlyCollection<NodeProgress> Nodes => _order;

    public bool HasEnded => Status is "completed" or "failed" or "cancelled";

    public void Add(RunEvent happened)
    {
        switch (happened.Type)
        {
            case "run_started" or "run_resumed" or "run_retried": Status = "running"; break;
            case "run_paused": Status = "paused"; break;
            case "run_completed" or "run_failed" or "run_cancelled": Status = happened.Type["run_".Length..]; break;
            case "node_started": Set(happened, "running", ""); break;
            case "node_completed": Set(happened, "completed", happened.Number("duration_seconds") is { } seconds ? Words.Duration(seconds) : ""); break;
            case "node_failed": Set(happened, "failed", Error(happened)); break;
            case "node_skipped": Set(happened, "skipped", happened.Text("skipped_because") ?? ""); break;
            case "node_cancelled": Set(happened, "cancelled", ""); break;
            case "node_waiting": Set(happened, "waiting", ""); break;
            case "node_retrying": Set(happened, "retrying", Retry(happened)); break;
        }
    }

    private static string Error(RunEvent happened) =>
        happened.Data.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out var message)
            ? Plain.Line(message.GetString() ?? "")
            : "";

    private static string Retry(RunEvent happened)
    {
        var attempt = happened.Number("attempt") is { } number ? string.Create(CultureInfo.InvariantCulture, $"attempt {number}: ") : "";
        return attempt + Error(happened);
    }

    private void Set(RunEvent happened, string state, string note)
    {
        var key = (happened.Frame, happened.NodeId);
        var progress = new NodeProgress(Plain.Line(happened.NodeId), Plain.Line(happened.Frame), state, Plain.Line(note));
        if (_nodes.TryGetValue(key, out var known))
        {
            known.Value = progress;
        }
        else
        {
            _nodes[key] = _order.AddLast(progress);
        }

        if (_order.Count > Kept)
        {
            Forget();
        }
    }

    /// <summary>Drops the oldest that settled without failing, if there is one.</summary>
    private void Forget()
    {
        for (var node = _order.First; node is not null; node = node.Next)
        {
            if (node.Value.HasSettled && node.Value.State != "failed")
            {
                _order.Remove(node);
                _nodes.Remove((node.Value.Frame, node.Value.NodeId));
                Forgotten++;
                return;
            }
        }
    }
}
