using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Forking;

/// <summary>
/// Gathers from a run what another run need not do again: what its instances read and gave, and what those that run in a grain did to variables.
/// Give it the whole run to observe.
/// </summary>
public sealed class Harvest : SilentObserver
{
    private readonly Dictionary<string, List<Item>> _items = new(StringComparer.Ordinal);

    /// <summary>The results that another run may take over, as <see cref="RunStarted.Known"/> has them.</summary>
    /// <param name="isWanted">Whether those of a node are.</param>
    /// <param name="withInputs">Whether only an instance that reads the same may take them over.</param>
    public ValueMap Known(Func<GraphNode, bool> isWanted, bool withInputs)
    {
        var known = new ValueMap.Builder();
        foreach (var (path, items) in _items)
        {
            var entries = items.Where(item => item.Outputs is not null && isWanted(item.Node)).Select(item => (Value)item.ToValue(withInputs)).ToArray();
            if (entries.Length > 0)
            {
                known.Set(path, ValueList.Adopt(entries));
            }
        }

        return known.Build();
    }

    /// <inheritdoc/>
    public override void Started(Frame frame, GraphNode node, int attempt, ReadOnlySpan<Value> inputs)
    {
        var item = ItemOf(frame, node);
        (item.Inputs, item.Outputs) = (Named(node.Inputs.Select(slot => slot.Name), inputs), null);
    }

    /// <inheritdoc/>
    public override void Completed(Frame frame, GraphNode node, ReadOnlySpan<Value> outputs, double? seconds) => ItemOf(frame, node).Outputs = Named(node.Outputs, outputs);

    /// <inheritdoc/>
    public override void TookOver(Frame frame, GraphNode node, ReadOnlySpan<Value> inputs, ReadOnlySpan<Value> outputs)
    {
        var item = node.IsFree ? AddItem(frame, node) : ItemOf(frame, node);
        item.Inputs = inputs.Length == node.Inputs.Length ? Named(node.Inputs.Select(slot => slot.Name), inputs) : null;
        item.Outputs = Named(node.Outputs, outputs);
    }

    /// <inheritdoc/>
    public override void Evaluated(Frame frame, GraphNode node, ReadOnlySpan<Value> inputs, ReadOnlySpan<Value> outputs, NodeError? error)
    {
        if (node.RunsInGrain && error is null)
        {
            var item = AddItem(frame, node);
            (item.Inputs, item.Outputs) = (Named(node.Inputs.Select(slot => slot.Name), inputs), Named(node.Outputs, outputs));
        }
    }

    /// <inheritdoc/>
    public override void Assigned(Frame frame, GraphNode node, VariableChange change, Value? value, bool isInPlace)
    {
        if (node.RunsInGrain)
        {
            ItemOf(frame, node).Changes.Add(change);
        }
    }

    private static ValueMap Named(IEnumerable<string> names, ReadOnlySpan<Value> values)
    {
        var (map, at) = (new ValueMap.Builder(), 0);
        foreach (var name in names)
        {
            if (at < values.Length)
            {
                map.Set(name, values[at++]);
            }
        }

        return map.Build();
    }

    private Item ItemOf(Frame frame, GraphNode node) =>
        _items.TryGetValue(frame.InstancePath(node.Id), out var items) ? items[0] : AddItem(frame, node);

    private Item AddItem(Frame frame, GraphNode node)
    {
        var path = frame.InstancePath(node.Id);
        var item = new Item(node);
        (_items.TryGetValue(path, out var items) ? items : _items[path] = []).Add(item);
        return item;
    }

    private sealed class Item(GraphNode node)
    {
        public GraphNode Node => node;

        public ValueMap? Inputs { get; set; }

        public ValueMap? Outputs { get; set; }

        public List<VariableChange> Changes { get; } = [];

        public ValueMap ToValue(bool withInputs)
        {
            var value = new ValueMap.Builder(ValueMap.Of(("outputs", Outputs)));
            if (withInputs)
            {
                value.Set("inputs", Inputs ?? ValueMap.Empty);
            }

            if (Changes.Count > 0)
            {
                value.Set("changes", ValueList.Adopt([.. Changes.Select(change => (Value)ValueMap.Of(
                    ("kind", (long)change.Kind), ("name", change.Name), ("operand", change.Operand), ("expected", change.Expected)))]));
            }

            return value.Build();
        }
    }
}
