using RayFlow.Engine.Planning;
using RayFlow.Model.Nodes;

namespace RayFlow.Engine.Running;

/// <summary>What a run waits for, read off its state: what is to be taken up again after a crash.</summary>
public static class Outstanding
{
    /// <summary>
    /// Every instruction whose answer has not come: attempts that run while the run goes on, and at any time, after its end too, a
    /// <see cref="CancelCall"/> for each child that is to be cancelled and whose end has not come.
    /// </summary>
    public static IReadOnlyList<Instruction> Of(RunState run)
    {
        var found = new List<Instruction>();
        foreach (var frame in run.Outcome is null ? run.LiveFrames() : [])
        {
            foreach (var index in frame.Region.Nodes)
            {
                Add(frame, run.Graph.Nodes[index], found);
            }

            found.AddRange(frame.TurnGathering?.Asked ?? []);
        }

        found.AddRange(run.Children.All().Where(child => child.IsCancelled).Select(child => Cancellation(run, child)));
        return found;
    }

    /// <summary>Asks for the present attempt of an instance.</summary>
    internal static Instruction Attempt(Frame frame, GraphNode node, Activity activity) => node.Operation switch
    {
        ControlOperation.Call => new CallFlow(frame, node, activity.Attempt, activity.Inputs!),
        ControlOperation.Checkpoint => new PassCheckpoint(frame, node, activity.Attempt, activity.Inputs!),
        _ => new RunNode(frame, node, activity.Attempt, activity.Inputs!),
    };

    private static CancelCall Cancellation(RunState run, OpenChild child)
    {
        // A number may belong to another frame by now: a retry counts on from where it took the run back to.
        var frame = run.FrameById(child.Frame) is { } live && live.Path == child.FramePath ? live : Frame.Left(child.Frame, child.FramePath, run.Graph);
        return new CancelCall(frame, run.Graph.Nodes[child.Node], child.Attempt);
    }

    private static void Add(Frame frame, GraphNode node, List<Instruction> found)
    {
        ref var slot = ref frame.Slot(node);
        if (slot.Activity is not { } activity)
        {
            return;
        }

        if (slot.State == NodeState.Running)
        {
            found.Add(Attempt(frame, node, activity));
        }
        else if (slot.State == NodeState.Preparing && activity.Gathering is { } gathering)
        {
            found.AddRange(gathering.Asked);
        }
    }
}
