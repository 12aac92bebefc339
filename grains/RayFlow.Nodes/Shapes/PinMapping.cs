using System.Linq.Expressions;
using System.Reflection;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Shapes;

/// <summary>How a C# type and a pin type are one another's.</summary>
/// <param name="Type">The pin type.</param>
/// <param name="Read">A <c>Func&lt;Value, T&gt;</c>; the value is of the pin type already.</param>
/// <param name="Write">A <c>Func&lt;T, Value&gt;</c>; null becomes JSON null.</param>
internal sealed record PinMapping(PinType Type, Delegate Read, Delegate Write)
{
    private static readonly Dictionary<Type, PinMapping> Scalars = new()
    {
        [typeof(long)] = Of(PinType.Int, Scalar.ToLong, Scalar.From),
        [typeof(int)] = Of(PinType.Int, Scalar.ToInt, Scalar.From),
        [typeof(double)] = Of(PinType.Float, Scalar.ToDouble, Scalar.From),
        [typeof(Number)] = Of(PinType.Number, Number.From, Scalar.From),
        [typeof(bool)] = Of(PinType.Bool, Scalar.ToBool, Scalar.From),
        [typeof(string)] = Of(PinType.Str, Scalar.ToText, Scalar.From),
        [typeof(ValueMap)] = Of(PinType.Dict, Scalar.ToMap, Scalar.From),
        [typeof(ValueList)] = Of(PinType.List, Scalar.ToList, Scalar.From),
        [typeof(Value)] = Of(PinType.Any, Scalar.Same, Scalar.Same),
    };

    /// <summary>The mapping of a type that is not nullable; null if there is none.</summary>
    public static PinMapping? Find(Type type)
    {
        if (Scalars.TryGetValue(type, out var scalar))
        {
            return scalar;
        }

        var element = type.IsSZArray ? type.GetElementType() : type.IsGenericType ? type.GetGenericArguments()[^1] : null;
        if (element is null || Find(element) is not { } item)
        {
            return null;
        }

        var generic = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        var maker = type switch
        {
            { IsSZArray: true } => nameof(ArrayOf),
            _ when generic == typeof(List<>) || generic == typeof(IReadOnlyList<>) => nameof(ListOf),
            _ when generic == typeof(Dictionary<,>) || generic == typeof(IReadOnlyDictionary<,>) => nameof(DictOf),
            _ => null,
        };
        if (maker is null || (maker == nameof(DictOf) && type.GetGenericArguments()[0] != typeof(string)))
        {
            return null;
        }

        return (PinMapping)typeof(PinMapping).GetMethod(maker, BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(element).Invoke(null, [item])!;
    }

    /// <summary>Reads a property's type out of a value.</summary>
    public Expression ReadAs(Type type, bool nullable, Expression value)
    {
        var read = Convert(Call(Read, value), type);
        return nullable && Type != PinType.Any
            ? Expression.Condition(Expression.Property(value, nameof(Value.IsNull)), Expression.Default(type), read)
            : read;
    }

    /// <summary>Makes a value of what a property holds.</summary>
    public Expression WriteFrom(Expression held)
    {
        var written = Write.Method.GetParameters()[^1].ParameterType;
        if (Nullable.GetUnderlyingType(held.Type) is null)
        {
            return Call(Write, Convert(held, written));
        }

        return Expression.Condition(
            Expression.Property(held, "HasValue"),
            Call(Write, Expression.Property(held, "Value")),
            Expression.Default(typeof(Value)));
    }

    private static Expression Convert(Expression expression, Type type) =>
        expression.Type == type ? expression : Expression.Convert(expression, type);

    private static MethodCallExpression Call(Delegate function, Expression argument) => function.Target is null
        ? Expression.Call(function.Method, argument)
        : Expression.Call(Expression.Constant(function.Target), function.Method, argument);

    private static PinMapping Of<T>(PinType type, Func<Value, T> read, Func<T, Value> write) => new(type, read, write);

    private static PinMapping ArrayOf<T>(PinMapping element)
    {
        var list = ListOf<T>(element);
        var (read, write) = ((Func<Value, List<T>>)list.Read, (Func<IReadOnlyList<T>?, Value>)list.Write);
        return Of<T[]>(list.Type, value => [.. read(value)], write);
    }

    private static PinMapping ListOf<T>(PinMapping element)
    {
        var (read, write) = ((Func<Value, T>)element.Read, (Func<T, Value>)element.Write);
        return new PinMapping(
            element.Type == PinType.Any ? PinType.List : PinType.ListOf(element.Type),
            (Func<Value, List<T>>)(value => [.. value.AsList().Select(read)]),
            (Func<IReadOnlyList<T>?, Value>)(items => items is null ? Value.Null : ValueList.Adopt([.. items.Select(write)])));
    }

    private static PinMapping DictOf<T>(PinMapping element)
    {
        var (read, write) = ((Func<Value, T>)element.Read, (Func<T, Value>)element.Write);
        return new PinMapping(
            element.Type == PinType.Any ? PinType.Dict : PinType.DictOf(element.Type),
            (Func<Value, Dictionary<string, T>>)(value =>
                value.AsDict().ToDictionary(entry => entry.Key, entry => read(entry.Value), StringComparer.Ordinal)),
            (Func<IReadOnlyDictionary<string, T>?, Value>)(entries => entries is null
                ? Value.Null
                : ValueMap.Create(entries.Select(entry => KeyValuePair.Create(entry.Key, write(entry.Value))))));
    }

    // Static methods, because a compiled expression calls them without a detour through a delegate.
    private static class Scalar
    {
        public static long ToLong(Value value) => value.AsInt();

        public static double ToDouble(Value value) => value.AsFloat();

        public static bool ToBool(Value value) => value.AsBool();

        public static string ToText(Value value) => value.AsStr();

        public static ValueMap ToMap(Value value) => value.AsDict();

        public static ValueList ToList(Value value) => value.AsList();

        public static Value Same(Value value) => value;

        public static int ToInt(Value value) => value.AsInt() is >= int.MinValue and <= int.MaxValue and var number
            ? (int)number
            : throw new NodeException(NodeErrorCodes.BadInput, $"{value} does not fit a 32-bit integer.");

        public static Value From(long value) => value;

        public static Value From(int value) => (long)value;

        public static Value From(double value) => double.IsFinite(value) ? value : throw Faults.NotFinite(value);

        public static Value From(Number value) => value.ToValue();

        public static Value From(bool value) => value;

        public static Value From(string value) => value;

        public static Value From(ValueMap value) => value;

        public static Value From(ValueList value) => value;
    }
}
