using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Runtime;

namespace Orleans.Serialization.Cloning;

/// <summary>The copiers of all types, made when they are first needed.</summary>
internal static class CopierTable
{
    private static readonly ConcurrentDictionary<Type, TypeCopier> Copiers = new();

    public static TypeCopier Of(Type type) => Copiers.GetOrAdd(type, Create);

    private static TypeCopier Create(Type type) =>
        Special(type)
        ?? (ConverterTable.Find(type) is { } converter ? OpenForSubtypes(type, Make(typeof(SurrogateCopier<,>), [type, converter.Surrogate], converter.Instance)) : null)
        ?? (MessageMembers.IsMessage(type) ? Message(type) : null)
        ?? (type.IsInterface || type.IsAbstract ? Make(typeof(PolymorphicCopier<>), [type], [null]) : Refuse(type, $"Could not find a copier for type {type}. Mark it with [GenerateSerializer] and its members with [Id]."));

    private static TypeCopier? Special(Type type)
    {
        if (SharedTypes.Contains(type))
        {
            return Make(typeof(SharingCopier<>), [type]);
        }

        if (type == typeof(object))
        {
            return new PolymorphicCopier<object>(new SharingCopier<object>());
        }

        if (typeof(IAddressable).IsAssignableFrom(type))
        {
            return Make(typeof(ReferenceCopier<>), [type]);
        }

        return Nullable.GetUnderlyingType(type) is { } underlying
            ? Make(typeof(NullableCopier<>), [underlying])
            : CollectionCopiers.Create(type);
    }

    private static TypeCopier Message(Type type)
    {
        if (type.IsDefined(typeof(ImmutableAttribute), inherit: false))
        {
            return OpenForSubtypes(type, Make(typeof(SharingCopier<>), [type]));
        }

        if (type.IsAbstract)
        {
            return Make(typeof(PolymorphicCopier<>), [type], [null]);
        }

        return MessageMembers.Refusal(type) is { } refusal
            ? Refuse(type, refusal)
            : OpenForSubtypes(type, MemberwiseCopiers.Create(type, MessageMembers.Of(type)));
    }

    private static TypeCopier OpenForSubtypes(Type type, TypeCopier copier) => type.IsSealed ? copier : Make(typeof(PolymorphicCopier<>), [type], copier);

    private static TypeCopier Refuse(Type type, string reason) => Make(typeof(RefusingCopier<>), [type], reason);

    private static TypeCopier Make(Type definition, Type[] arguments, params object?[] values) => (TypeCopier)Activator.CreateInstance(
        definition.MakeGenericType(arguments), BindingFlags.Instance | BindingFlags.Public, null, values, null)!;
}
