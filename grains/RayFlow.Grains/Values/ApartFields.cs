using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Values;

/// <summary>
/// Values that a JSON object mentions and does not have: null stands in their place, and the object's field <see cref="Name"/> says by field, or by
/// field and key, what they are found by. Only the objects' own fields are looked at; whatever a user's value is or is called, it is never taken for
/// a reference. Fields and the entries of dicts in them are replaced as a whole.
/// </summary>
internal static class ApartFields
{
    /// <summary>The field.</summary>
    public const string Name = "apart";

    /// <summary>An event without its large values.</summary>
    public static (RunEvent Event, ValueMap Apart) Take(RunEvent @event, LargeValues large)
    {
        var apart = new ValueMap.Builder();
        RunEvent light = @event switch
        {
            RunStarted started => started with
            {
                Inputs = Take("inputs", started.Inputs, large, apart)!,
                TakenOver = Take("taken", started.TakenOver, large, apart),
                Known = Take("known", started.Known, large, apart),
                Overrides = Take("overrides", started.Overrides, large, apart),
            },
            RunForked forked => forked with
            {
                Overrides = Take("overrides", forked.Overrides, large, apart),
                Pinned = Take("pinned", forked.Pinned, large, apart),
                Variables = Take("variables", forked.Variables, large, apart),
            },
            NodeCompleted completed => completed with { Outputs = Take("o", completed.Outputs, large, apart)! },
            ChildEnded ended => ended with { Result = Take("o", ended.Result, large, apart) },
            SignalReceived signal => signal with { Payload = Take("v", signal.Payload, large, apart) },
            VariableChanged changed => changed with
            {
                Change = changed.Change with
                {
                    Operand = Take("v", changed.Change.Operand, large, apart),
                    Expected = Take("expected", changed.Change.Expected, large, apart),
                },
            },
            _ => @event,
        };
        return (light, apart.Build());
    }

    /// <summary>A dict without its large values.</summary>
    public static ValueMap? Take(string field, ValueMap? map, LargeValues large, ValueMap.Builder apart)
    {
        var (light, references) = (default(ValueMap.Builder), new ValueMap.Builder());
        foreach (var (key, value) in map ?? ValueMap.Empty)
        {
            if (large.Keep(value) is { } reference)
            {
                (light ??= new ValueMap.Builder(map!)).Set(key, Value.Null);
                references.Set(key, reference);
            }
        }

        if (light is null)
        {
            return map;
        }

        apart.Set(field, references.Build());
        return light.Build();
    }

    /// <summary>What an object mentions.</summary>
    public static IEnumerable<string> Of(ValueMap fields) => fields.TryGetValue(Name, out var apart)
        ? apart.AsDict().Values.SelectMany(field => field.TryDict(out var keys) ? keys.Values.Select(reference => reference.AsStr()) : [field.AsStr()])
        : [];

    /// <summary>The object with the values in their places.</summary>
    public static ValueMap Fill(ValueMap fields, IReadOnlyDictionary<string, Value> values)
    {
        foreach (var (field, references) in fields.TryGetValue(Name, out var apart) ? apart.AsDict() : ValueMap.Empty)
        {
            if (!references.TryDict(out var keys))
            {
                fields = fields.With(field, values[references.AsStr()]);
                continue;
            }

            var filled = new ValueMap.Builder(fields[field].AsDict());
            foreach (var (key, reference) in keys)
            {
                filled.Set(key, values[reference.AsStr()]);
            }

            fields = fields.With(field, filled.Build());
        }

        return fields;
    }

    private static Value Take(string field, Value value, LargeValues large, ValueMap.Builder apart)
    {
        if (large.Keep(value) is not { } reference)
        {
            return value;
        }

        apart.Set(field, reference);
        return Value.Null;
    }
}
