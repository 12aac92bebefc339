using System.Reflection;
using Orleans.Runtime;

namespace Orleans.Serialization.Cloning;

/// <summary>The converters that the application registers for types it cannot mark itself.</summary>
internal static class ConverterTable
{
    private static readonly Lazy<Dictionary<Type, Type>> Converters = new(Scan);

    /// <summary>The converter of a type, or null.</summary>
    public static (Type Surrogate, object Instance)? Find(Type type)
    {
        var key = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        if (!Converters.Value.TryGetValue(key, out var converter))
        {
            return null;
        }

        if (converter.IsGenericTypeDefinition)
        {
            converter = converter.MakeGenericType(type.GetGenericArguments());
        }

        return InterfaceOf(converter) is { } implemented && implemented.GetGenericArguments()[0] == type
            ? (implemented.GetGenericArguments()[1], Activator.CreateInstance(converter, nonPublic: true)!)
            : null;
    }

    private static Dictionary<Type, Type> Scan()
    {
        Dictionary<Type, Type> converters = [];
        foreach (var converter in ApplicationParts.Find().SelectMany(part => part.GetTypes()).Where(type => type.IsDefined(typeof(RegisterConverterAttribute))))
        {
            var value = InterfaceOf(converter)?.GetGenericArguments()[0]
                ?? throw new InvalidOperationException($"A registered type converter {converter} does not implement {typeof(IConverter<,>)}");
            converters[value.IsGenericType ? value.GetGenericTypeDefinition() : value] = converter;
        }

        return converters;
    }

    private static Type? InterfaceOf(Type converter) => Array.Find(
        converter.GetInterfaces(),
        implemented => implemented.IsGenericType && implemented.GetGenericTypeDefinition() == typeof(IConverter<,>));
}
