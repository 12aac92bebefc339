using RayFlow.Engine.Planning;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>Evaluates free pure nodes for a gathering: in place, or in their grain if they are heavy.</summary>
internal static class PureEvaluator
{
    /// <summary>Evaluates a free pure node whose sources are there, or asks its grain to; the error is why its consumer fails.</summary>
    public static NodeError? Evaluate(RunState run, Frame frame, GraphNode consumer, Purpose purpose, GraphNode free)
    {
        var scratch = run.Scratch;
        var outputs = scratch.OutputsOf(free);
        ref var blocked = ref scratch.Blocked[free.FreeIndex];
        blocked = IsBlocked(run, free);
        if (blocked)
        {
            return null;
        }

        var gathering = DataGatherer.Find(frame, consumer, purpose);
        if (gathering is not null && gathering.Known.TryGetValue(free.Index, out var known))
        {
            blocked = known is null;
            known?.CopyTo(outputs);
            return null;
        }

        var inputs = scratch.FreeInputs(free.Inputs.Length);
        for (var i = 0; i < inputs.Length; i++)
        {
            if (InputReader.Read(run, frame, free, free.Inputs[i], out inputs[i]) is { } missing)
            {
                return Failed(run, frame, free, inputs[..i], missing);
            }
        }

        if (KnownResults.Of(run, frame, free, inputs) is { } result)
        {
            NodeStarter.Arrange(free, KnownResults.Outputs(result)).CopyTo(outputs);
            run.NodesTakenOver += frame.MarkEvaluated(free) ? 1 : 0;
            run.Observer?.TookOver(frame, free, inputs, outputs);
            return null;
        }

        if (free.RunsInGrain)
        {
            gathering = DataGatherer.Begin(frame, consumer, purpose);
            gathering.Known.Add(free.Index, null);
            blocked = true;
            DataGatherer.Ask(run, gathering, new RunNode(frame, free, 1, inputs.ToArray(), consumer.Index));
            return null;
        }

        if (PureCall.Run(free, inputs, outputs, run.Variables.Readings(free)) is { } error)
        {
            return Failed(run, frame, free, inputs, error);
        }

        run.Budget.Computed(free, outputs);
        Evaluated(run, frame, free, inputs, outputs);
        return null;
    }

    /// <summary>A free pure node has its outputs. It counts as executed once per frame.</summary>
    public static void Evaluated(RunState run, Frame frame, GraphNode free, ReadOnlySpan<Value> inputs, ReadOnlySpan<Value> outputs)
    {
        run.NodesExecuted += frame.MarkEvaluated(free) ? 1 : 0;
        run.Observer?.Evaluated(frame, free, inputs, outputs, null);
    }

    /// <summary>A free pure node failed: the error that its consumer fails with.</summary>
    public static NodeError Failed(RunState run, Frame frame, GraphNode free, ReadOnlySpan<Value> inputs, NodeError error)
    {
        run.Observer?.Evaluated(frame, free, inputs, [], error);
        return error with { Retryable = false, NodeId = error.NodeId ?? free.Id };
    }

    private static bool IsBlocked(RunState run, GraphNode free)
    {
        foreach (var slot in free.Inputs)
        {
            if (slot.Source >= 0 && run.Graph.Nodes[slot.Source] is { IsFree: true } source && run.Scratch.Blocked[source.FreeIndex])
            {
                return true;
            }
        }

        return false;
    }
}
