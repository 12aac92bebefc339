using System.Diagnostics.CodeAnalysis;
using RayFlow.Model.Values;

namespace RayFlow.Model.Nodes;

/// <summary>
/// The type of a data pin: <c>any int float number str bool dict list list[T] dict[str,T]</c>.
/// Immutable; equality is by structure.
/// </summary>
public sealed record PinType
{
    private PinType(PinTypeName name, PinType? element)
    {
        Name = name;
        Element = element;
    }

    /// <summary>Every value.</summary>
    public static PinType Any { get; } = new(PinTypeName.Any, null);

    /// <summary>A 64-bit integer.</summary>
    public static PinType Int { get; } = new(PinTypeName.Int, null);

    /// <summary>A 64-bit float.</summary>
    public static PinType Float { get; } = new(PinTypeName.Float, null);

    /// <summary>An int or a float.</summary>
    public static PinType Number { get; } = new(PinTypeName.Number, null);

    /// <summary>Text.</summary>
    public static PinType Str { get; } = new(PinTypeName.Str, null);

    /// <summary>true or false.</summary>
    public static PinType Bool { get; } = new(PinTypeName.Bool, null);

    /// <summary>A dict of anything.</summary>
    public static PinType Dict { get; } = new(PinTypeName.Dict, null);

    /// <summary>A list of anything.</summary>
    public static PinType List { get; } = new(PinTypeName.List, null);

    /// <summary>The outer name.</summary>
    public PinTypeName Name { get; }

    /// <summary>T of <c>list[T]</c> and <c>dict[str,T]</c>; null for a bare list or dict and for every other type.</summary>
    public PinType? Element { get; }

    /// <summary>The type <c>list[T]</c>.</summary>
    public static PinType ListOf(PinType element) => new(PinTypeName.List, element);

    /// <summary>The type <c>dict[str,T]</c>.</summary>
    public static PinType DictOf(PinType element) => new(PinTypeName.Dict, element);

    /// <summary>Reads a type as it is written; spaces do not count. False if it is none.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out PinType? type)
    {
        var rest = (text ?? "").Replace(" ", "", StringComparison.Ordinal);
        type = rest.Length > 256 ? null : Parse(rest);
        return type is not null;
    }

    /// <summary>
    /// Whether an output of this type may be wired to an input of the other type: the same type, any with everything,
    /// int into float and number, number into int or float (checked when it arrives), and lists and dicts whose elements may.
    /// </summary>
    public bool FitsInto(PinType input)
    {
        if (Name == PinTypeName.Any || input.Name == PinTypeName.Any)
        {
            return true;
        }

        return (Name, input.Name) switch
        {
            (PinTypeName.List, PinTypeName.List) or (PinTypeName.Dict, PinTypeName.Dict) =>
                (Element, input.Element) switch
                {
                    (_, null) => true,
                    (null, { Name: var wanted }) => wanted == PinTypeName.Any,
                    ({ } mine, { } theirs) => mine == theirs || theirs.Name == PinTypeName.Any,
                },
            (PinTypeName.Int, PinTypeName.Float or PinTypeName.Number) => true,
            (PinTypeName.Float, PinTypeName.Number) => true,
            (PinTypeName.Number, PinTypeName.Int or PinTypeName.Float) => true,
            _ => Name == input.Name,
        };
    }

    /// <summary>
    /// Brings a value that arrives at a pin of this type into that type: an int becomes a float at a float pin,
    /// a float without a fraction an int at an int pin. False if the value does not fit; elements are checked too.
    /// </summary>
    public bool TryAccept(Value value, out Value accepted)
    {
        accepted = value;
        switch (Name)
        {
            case PinTypeName.Any: return true;
            case PinTypeName.Number: return value.IsNumber;
            case PinTypeName.Str: return value.Kind == ValueKind.Str;
            case PinTypeName.Bool: return value.Kind == ValueKind.Bool;
            case PinTypeName.Int:
                if (value.IsFloat && value.AsFloat() is var real && Math.Floor(real) == real && Math.Abs(real) <= 1L << 53)
                {
                    accepted = (long)real;
                    return true;
                }

                return value.IsInt;
            case PinTypeName.Float:
                accepted = value.IsInt ? (double)value.AsInt() : value;
                return value.IsNumber;
            case PinTypeName.List: return value.Kind == ValueKind.List && AcceptItems(value.AsList(), ref accepted);
            default: return value.Kind == ValueKind.Dict && AcceptEntries(value.AsDict(), ref accepted);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => (Name, Element) switch
    {
        (PinTypeName.List, { } element) => $"list[{element}]",
        (PinTypeName.Dict, { } element) => $"dict[str,{element}]",
        _ => NameText(Name),
    };

    private static string NameText(PinTypeName name) => name switch
    {
        PinTypeName.Any => "any",
        PinTypeName.Int => "int",
        PinTypeName.Float => "float",
        PinTypeName.Number => "number",
        PinTypeName.Str => "str",
        PinTypeName.Bool => "bool",
        PinTypeName.Dict => "dict",
        _ => "list",
    };

    private static PinType? Parse(string text)
    {
        switch (text)
        {
            case "any": return Any;
            case "int": return Int;
            case "float": return Float;
            case "number": return Number;
            case "str" or "string": return Str;
            case "bool": return Bool;
            case "dict": return Dict;
            case "list": return List;
        }

        if (text.StartsWith("list[", StringComparison.Ordinal) && text.EndsWith(']'))
        {
            return Parse(text[5..^1]) is { } item ? ListOf(item) : null;
        }

        return text.StartsWith("dict[str,", StringComparison.Ordinal) && text.EndsWith(']') && Parse(text[9..^1]) is { } entry
            ? DictOf(entry)
            : null;
    }

    private bool AcceptItems(ValueList list, ref Value accepted)
    {
        if (Element is null || Element.Name == PinTypeName.Any)
        {
            return true;
        }

        var items = new Value[list.Count];
        for (var i = 0; i < items.Length; i++)
        {
            if (!Element.TryAccept(list[i], out items[i]))
            {
                return false;
            }
        }

        accepted = ValueList.Adopt(items);
        return true;
    }

    private bool AcceptEntries(ValueMap map, ref Value accepted)
    {
        if (Element is null || Element.Name == PinTypeName.Any)
        {
            return true;
        }

        var entries = new ValueMap.Builder();
        foreach (var (key, value) in map.AsSpan())
        {
            if (!Element.TryAccept(value, out var item))
            {
                return false;
            }

            entries.Set(key, item);
        }

        accepted = entries.Build();
        return true;
    }
}
