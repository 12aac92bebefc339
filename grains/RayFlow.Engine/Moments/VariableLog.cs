using RayFlow.Engine.Planning;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Moments;

/// <summary>The variables of a run over its time.</summary>
internal sealed class VariableLog
{
    private readonly OrderedDictionary<string, List<(long Sequence, Value? Value)>> _changes = new(StringComparer.Ordinal);

    public VariableLog(FlowGraph graph)
    {
        foreach (var variable in graph.Variables)
        {
            _changes[variable.Name] = [(0, variable.Initial)];
        }
    }

    /// <summary>A variable has another value after an event; null: it is gone.</summary>
    public void Set(long sequence, string name, Value? value)
    {
        if (!_changes.TryGetValue(name, out var changes))
        {
            _changes.Add(name, changes = []);
        }

        changes.Add((sequence, value));
    }

    /// <summary>The variables are these after an event.</summary>
    public void SetAll(long sequence, ValueMap values)
    {
        foreach (var (name, changes) in _changes)
        {
            if (changes[^1].Value is not null && !values.ContainsKey(name))
            {
                changes.Add((sequence, null));
            }
        }

        foreach (var (name, value) in values)
        {
            if (!_changes.TryGetValue(name, out var changes) || changes[^1].Value != value)
            {
                Set(sequence, name, value);
            }
        }
    }

    /// <summary>The variables after an event.</summary>
    public ValueMap At(long sequence)
    {
        var values = new ValueMap.Builder();
        foreach (var (name, changes) in _changes)
        {
            var after = Ordered.After(changes, static change => change.Sequence, sequence);
            if (after > 0 && changes[after - 1].Value is { } value)
            {
                values.Set(name, value);
            }
        }

        return values.Build();
    }
}
