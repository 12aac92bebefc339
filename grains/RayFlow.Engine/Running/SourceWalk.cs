using RayFlow.Engine.Planning;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>Walks from a node's inputs back through free pure nodes to the exec nodes that they read from.</summary>
internal static class SourceWalk
{
    /// <summary>Lists the free pure nodes behind the inputs in an order in which they can be evaluated, and the sources that have not settled.</summary>
    public static void Visit(RunState run, Frame frame, GraphNode node, Purpose purpose, ReadOnlySpan<InputSlot> slots, ValueMap? overrides)
    {
        var scratch = run.Scratch;
        scratch.Stamp++;
        scratch.Order.Clear();
        scratch.Unsettled.Clear();
        foreach (var slot in slots)
        {
            if (overrides is not null && overrides.ContainsKey(slot.Name))
            {
                continue;
            }

            Step(slot.Source);
            while (scratch.Path.TryPop(out var at))
            {
                if (at.Input == at.Node.Inputs.Length)
                {
                    scratch.Order.Add(at.Node);
                    continue;
                }

                scratch.Path.Push((at.Node, at.Input + 1));
                Step(at.Node.Inputs[at.Input].Source);
            }
        }

        void Step(int source)
        {
            if (source < 0)
            {
                return;
            }

            var from = run.Graph.Nodes[source];
            if (from.IsFree)
            {
                if (scratch.Stamps[from.FreeIndex] != scratch.Stamp)
                {
                    scratch.Stamps[from.FreeIndex] = scratch.Stamp;
                    scratch.Path.Push((from, 0));
                }
            }
            else if (InputReader.Home(frame, from) is { } home && !home.IsOver(from) && !InputReader.IsInside(frame, from) && !(purpose == Purpose.Fire && from == node))
            {
                scratch.Unsettled.Add((home, from));
            }
        }
    }
}
