using RayFlow.Engine.Planning;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Variables;

/// <summary>The variables of a run, in the order in which they came to be. A part of the run's state: they are what the journal makes of them.</summary>
internal sealed class VariableStore
{
    private readonly IReadOnlyDictionary<string, VariableDeclaration> _declared;
    private readonly OrderedDictionary<string, Value> _values = new(StringComparer.Ordinal);
    private ValueMap? _all;

    public VariableStore(FlowGraph graph)
    {
        _declared = graph.DeclaredVariables;
        foreach (var variable in graph.Variables)
        {
            _values[variable.Name] = variable.Initial;
        }
    }

    /// <summary>All variables.</summary>
    public ValueMap All
    {
        get => _all ??= ValueMap.Create(_values);
        set
        {
            _all = value;
            _values.Clear();
            foreach (var (name, held) in value.AsSpan())
            {
                _values.Add(name, held);
            }
        }
    }

    /// <summary>What a variable holds; null: there is none of that name.</summary>
    public Value? Find(string name) => _values.TryGetValue(name, out var value) ? value : default(Value?);

    /// <summary>What they hold.</summary>
    public IEnumerable<Value> Values => _values.Values;

    /// <summary>What a node is given of them; null if it reads none. A variable that does not exist is not in the map.</summary>
    public ValueMap? Readings(GraphNode node) => node.Descriptor.Variables switch
    {
        VariableAccess.None => null,
        VariableAccess.One => node.Settings.VariableName is { } name && _values.TryGetValue(name, out var value) ? ValueMap.Of((name, value)) : ValueMap.Empty,
        _ => All,
    };

    /// <summary>Makes a change and answers as its kind says. A change that is refused changes nothing.</summary>
    /// <exception cref="NodeException"><c>unknown_variable</c>, <c>read_only_variable</c>, <c>type_mismatch</c>, <c>overflow</c>.</exception>
    public Value Apply(VariableChange change)
    {
        var exists = _values.TryGetValue(change.Name, out var present);
        switch (change.Kind)
        {
            case VariableChangeKind.Set:
                return Hold(change.Name, change.Operand);
            case VariableChangeKind.Increment when !exists:
                throw new NodeException("unknown_variable", $"There is no variable '{change.Name}' to increment. Declare it or set it first.");
            case VariableChangeKind.Increment:
                return Hold(change.Name, Sum(change, present));
            case VariableChangeKind.Delete:
                RefuseIfReadOnly(change.Name);
                _all = null;
                return _values.Remove(change.Name);
            case VariableChangeKind.CompareAndSet:
                var matches = exists ? present == change.Expected : change.Expected.IsNull;
                if (matches)
                {
                    Hold(change.Name, change.Operand);
                }

                return matches;
            default:
                throw new ArgumentOutOfRangeException(nameof(change), change.Kind, "This kind of change is not known.");
        }
    }

    private static Value Sum(VariableChange change, Value present)
    {
        if (!present.IsNumber || !change.Operand.IsNumber)
        {
            throw new NodeException("type_mismatch", $"Variable '{change.Name}' is {present.KindName} and cannot be incremented. Set it to a number first.");
        }

        try
        {
            return present.IsInt && change.Operand.IsInt
                ? Value.Of(checked(present.AsInt() + change.Operand.AsInt()))
                : Value.Of(present.AsFloat() + change.Operand.AsFloat());
        }
        catch (Exception failure) when (failure is OverflowException or ArgumentOutOfRangeException)
        {
            throw new NodeException("overflow", $"Variable '{change.Name}' would be beyond the range of its type.");
        }
    }

    private Value Hold(string name, Value value)
    {
        RefuseIfReadOnly(name);
        var accepted = value;
        if (_declared.TryGetValue(name, out var declared) && !declared.Type.TryAccept(value, out accepted))
        {
            throw new NodeException("type_mismatch", $"Variable '{name}' is declared {declared.Type} and cannot hold {value.KindName}. Convert the value or change the declaration.");
        }

        _all = null;
        return _values[name] = accepted;
    }

    private void RefuseIfReadOnly(string name)
    {
        if (_declared.TryGetValue(name, out var declared) && declared.ReadOnly)
        {
            throw new NodeException("read_only_variable", $"Variable '{name}' is read-only. Remove read_only from its declaration or set another.");
        }
    }
}
