using RayFlow.Engine.Failures;
using RayFlow.Engine.Planning;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>Waits for times and signals: how they start, and how a wait that has its signal goes on.</summary>
internal static class WaitStarter
{
    // Ten years: beyond that, a time is a mistake, and far beyond it no date any more.
    private const double MostSeconds = 315_576_000;

    /// <summary>Starts a delay.</summary>
    public static void Delay(RunState run, Frame frame, GraphNode node, double seconds)
    {
        if (seconds is not (>= 0 and <= MostSeconds))
        {
            FailureRouter.Fail(run, frame, node, new NodeError("invalid_delay", $"Node '{node.Id}' should wait {seconds} seconds; allowed are 0 to 315,576,000 (ten years).", false));
            return;
        }

        ref var slot = ref frame.Slot(node);
        run.Outside++;
        slot.State = NodeState.Waiting;
        slot.Activity ??= new Activity();
        Wait(run, frame, node, slot.Activity, run.Now + Span(seconds));
        run.Observer?.Waiting(frame, node, slot.Activity.DueAt, null);
    }

    /// <summary>Starts a wait for a signal, or ends it with one that was kept.</summary>
    public static void WaitSignal(RunState run, Frame frame, GraphNode node, double timeoutSeconds)
    {
        var name = node.Settings.Constants.TryGetValue("SIGNAL", out var given) && given.Kind == ValueKind.Str ? given.AsStr() : "";
        if (run.Signals.TryTake(name, out var payload))
        {
            Signalled(run, frame, node, payload);
            return;
        }

        ref var slot = ref frame.Slot(node);
        run.Outside++;
        slot.State = NodeState.Waiting;
        slot.Activity ??= new Activity();
        slot.Activity.Signal = name;
        run.Signals.Wait(name, frame, node.Index);
        Wait(run, frame, node, slot.Activity, timeoutSeconds > 0 ? run.Now + Span(timeoutSeconds) : null);
        run.Observer?.Waiting(frame, node, slot.Activity.DueAt, name);
    }

    /// <summary>Sets the timer of a delay or a wait: for its own end, or for that of the time which its policy allows if this comes before.</summary>
    public static void Wait(RunState run, Frame frame, GraphNode node, Activity activity, DateTimeOffset? until)
    {
        activity.WaitsUntil = until;
        var limit = run.Limits.Rules >= 1 && node.Policy.TimeoutSeconds is { } seconds ? run.Now + Span(seconds) : until;
        if ((limit < until || until is null ? limit : until) is { } due)
        {
            run.Timers.Set(frame, node.Index, activity, due);
        }
    }

    /// <summary>Whether what is due of a delay or a wait is the end of the time that its policy allows.</summary>
    public static bool IsLimited(Activity activity) => activity.DueAt is { } due && (activity.WaitsUntil is not { } until || due < until);

    /// <summary>A wait has its signal.</summary>
    public static void Signalled(RunState run, Frame frame, GraphNode node, Value payload)
    {
        var outputs = new Value[node.OwnOutputs];
        outputs[node.OutputIndex("payload")] = payload;
        ExecutionPlanner.Complete(run, frame, node, outputs, node.PortIndex("exec-out"));
    }

    /// <summary>Sets the timer of a node that may take only so long. A node grain minds the time of its attempts itself.</summary>
    public static void LimitTime(RunState run, Frame frame, GraphNode node, Activity activity)
    {
        if (node.Policy.TimeoutSeconds is { } seconds)
        {
            run.Timers.Set(frame, node.Index, activity, run.Now + Span(seconds));
        }
    }

    private static TimeSpan Span(double seconds) => TimeSpan.FromSeconds(Math.Clamp(seconds, 0, MostSeconds));
}
