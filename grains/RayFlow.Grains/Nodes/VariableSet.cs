using RayFlow.GrainInterfaces.Nodes;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Grains.Nodes;

/// <summary>Variables with their declarations and the answers to recent changes. Immutable: a change makes a new set, so that a failed commit changes nothing.</summary>
internal sealed record VariableSet(bool IsDeclared, ValueMap Values, IReadOnlyDictionary<string, (PinType Type, bool ReadOnly)> Declarations, IReadOnlyList<(string Key, Value Answer)> Answers)
{
    /// <summary>As many changes as can be in flight at once, and so be repeated after a crash, with room to spare.</summary>
    private const int AnswersKept = 2_000;

    public static VariableSet Empty { get; } = new(false, ValueMap.Empty, new Dictionary<string, (PinType, bool)>(StringComparer.Ordinal), []);

    public static VariableSet Load(VariableStoreState state) => new(
        state.IsDeclared,
        ValueMap.Create(state.Variables.Select(variable => KeyValuePair.Create(variable.Name, ValueJson.Parse(variable.Json)))),
        state.Variables.Where(variable => variable.Type is not null)
            .ToDictionary(variable => variable.Name, variable => (Parse(variable.Type!), variable.ReadOnly), StringComparer.Ordinal),
        [.. state.Answers.Select(answer => (answer.Key, ValueJson.Parse(answer.Json)))]);

    public VariableStoreState Save() => new()
    {
        IsDeclared = IsDeclared,
        Variables =
        [
            .. Values.Select(entry => new StoredVariable
            {
                Name = entry.Key,
                Json = ValueJson.ToJson(entry.Value),
                Type = Declarations.TryGetValue(entry.Key, out var declared) ? declared.Type.ToString() : null,
                ReadOnly = declared.ReadOnly,
            }),
        ],
        Answers = [.. Answers.Select(answer => new StoredAnswer { Key = answer.Key, Json = ValueJson.ToJson(answer.Answer) })],
    };

    public VariableSet Declare(IReadOnlyList<DeclaredVariable> variables) => this with
    {
        IsDeclared = true,
        Values = ValueMap.Create(variables.Select(variable => KeyValuePair.Create(variable.Name, variable.Initial)).Concat(Values)),
        Declarations = variables.ToDictionary(variable => variable.Name, variable => (Parse(variable.Type), variable.ReadOnly), StringComparer.Ordinal),
    };

    public bool TryGet(string name, out Value value) => Values.TryGetValue(name, out value);

    public bool TryGetAnswer(string key, out Value answer)
    {
        // The key that is repeated after a crash is among the last ones.
        for (var i = Answers.Count - 1; i >= 0; i--)
        {
            if (Answers[i].Key == key)
            {
                answer = Answers[i].Answer;
                return true;
            }
        }

        answer = default;
        return false;
    }

    public VariableSet Apply(VariableOperation operation, out Value result, out NodeError? error)
    {
        result = Value.Null;
        try
        {
            error = null;
            var values = Change(operation, out result);
            var answers = Answers.Count < AnswersKept ? Answers : Answers.Skip(Answers.Count - AnswersKept + 1);
            return this with { Values = values, Answers = [.. answers, (operation.IdempotencyKey, result)] };
        }
        catch (NodeException refused)
        {
            error = refused.Error;
            return this;
        }
    }

    private ValueMap Change(VariableOperation operation, out Value result)
    {
        var exists = Values.TryGetValue(operation.Name, out var present);
        switch (operation.Kind)
        {
            case VariableOperationKind.Set:
                return Values.With(operation.Name, result = Accept(operation.Name, operation.Operand));
            case VariableOperationKind.Increment:
                result = exists
                    ? Accept(operation.Name, Sum(operation, present))
                    : throw new NodeException("unknown_variable", $"There is no variable '{operation.Name}' to increment. Declare it or set it first.");
                return Values.With(operation.Name, result);
            case VariableOperationKind.Delete:
                ThrowIfReadOnly(operation.Name);
                result = exists;
                return Values.Without(operation.Name);
            default:
                var matches = exists ? present == operation.Expected : operation.Expected.IsNull;
                result = matches;
                return matches ? Values.With(operation.Name, Accept(operation.Name, operation.Operand)) : Values;
        }
    }

    private static Value Sum(VariableOperation operation, Value present)
    {
        if (!present.IsNumber || !operation.Operand.IsNumber)
        {
            throw new NodeException("type_mismatch", $"Variable '{operation.Name}' is {present.KindName} and cannot be incremented. Set it to a number first.");
        }

        try
        {
            return present.IsInt && operation.Operand.IsInt
                ? Value.Of(checked(present.AsInt() + operation.Operand.AsInt()))
                : Value.Of(present.AsFloat() + operation.Operand.AsFloat());
        }
        catch (Exception failure) when (failure is OverflowException or ArgumentOutOfRangeException)
        {
            throw new NodeException("overflow", $"Variable '{operation.Name}' would be beyond the range of its type.");
        }
    }

    private Value Accept(string name, Value value)
    {
        ThrowIfReadOnly(name);
        if (!Declarations.TryGetValue(name, out var declared))
        {
            return value;
        }

        return declared.Type.TryAccept(value, out var accepted)
            ? accepted
            : throw new NodeException("type_mismatch", $"Variable '{name}' is declared {declared.Type} and cannot hold {value.KindName}. Convert the value or change the declaration.");
    }

    private void ThrowIfReadOnly(string name)
    {
        if (Declarations.TryGetValue(name, out var declared) && declared.ReadOnly)
        {
            throw new NodeException("read_only_variable", $"Variable '{name}' is read-only. Remove read_only from its declaration or set another.");
        }
    }

    private static PinType Parse(string type) => PinType.TryParse(type, out var parsed) ? parsed : PinType.Any;
}
