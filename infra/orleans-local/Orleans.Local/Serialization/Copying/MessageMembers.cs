using System.Reflection;

namespace Orleans.Serialization.Cloning;

/// <summary>Which members of a message travel: those with an id, and the parameters of a record's primary constructor.</summary>
internal static class MessageMembers
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static bool IsMessage(Type type) => type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false);

    /// <summary>Why a message cannot be copied; null if it can.</summary>
    public static string? Refusal(Type type)
    {
        for (var current = type.BaseType; current is not null && current != typeof(object) && current != typeof(ValueType); current = current.BaseType)
        {
            if (!IsMessage(current) && !current.IsDefined(typeof(SerializerTransparentAttribute), inherit: false))
            {
                return $"Could not find a copier for type {type}: its base class {current} has no [GenerateSerializer].";
            }
        }

        return null;
    }

    /// <summary>The members of a message and of its base classes.</summary>
    public static List<MessageMember> Of(Type type)
    {
        List<MessageMember> members = [];
        for (var current = type; current is not null && current != typeof(object) && current != typeof(ValueType); current = current.BaseType)
        {
            members.AddRange(DeclaredBy(current));
        }

        return members;
    }

    private static IEnumerable<MessageMember> DeclaredBy(Type type)
    {
        var attribute = type.GetCustomAttribute<GenerateSerializerAttribute>(inherit: false);
        var parameters = PrimaryParameters(type, attribute);
        foreach (var field in type.GetFields(Declared).Where(field => field.IsDefined(typeof(IdAttribute)) || parameters.Any(parameter => field.Name == $"<{parameter.Name}>P")))
        {
            yield return MessageMember.Of(field, field.IsDefined(typeof(ImmutableAttribute)));
        }

        foreach (var property in type.GetProperties(Declared))
        {
            var travels = property.IsDefined(typeof(IdAttribute))
                || parameters.Any(parameter => parameter.Name == property.Name)
                || (attribute?.GenerateFieldIds == GenerateFieldIds.PublicProperties && property is { GetMethod.IsPublic: true, SetMethod: not null });
            var field = type.GetField($"<{property.Name}>k__BackingField", Declared);
            var isImmutable = property.IsDefined(typeof(ImmutableAttribute));
            if (travels && field is not null)
            {
                yield return MessageMember.Of(field, isImmutable);
            }
            else if (travels && property is { GetMethod: not null, SetMethod: not null })
            {
                yield return MessageMember.Of(property, isImmutable);
            }
        }
    }

    private static ParameterInfo[] PrimaryParameters(Type type, GenerateSerializerAttribute? attribute)
    {
        var isRecord = type.GetMethod("<Clone>$", Declared) is not null || (type.IsValueType && type.GetMethod("PrintMembers", Declared) is not null);
        if (!isRecord && attribute?.IncludePrimaryConstructorParameters != true)
        {
            return [];
        }

        // The primary constructor of a record is the one whose parameters are all its properties.
        var properties = type.GetProperties(Declared).Select(property => property.Name).ToHashSet();
        var constructors = type.GetConstructors(Declared).Select(constructor => constructor.GetParameters());
        return (isRecord ? constructors.Where(parameters => Array.TrueForAll(parameters, parameter => properties.Contains(parameter.Name!))) : constructors)
            .MaxBy(parameters => parameters.Length) ?? [];
    }
}
