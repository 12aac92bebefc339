using System.Collections.Immutable;
using System.Collections.Specialized;
using System.Globalization;
using System.Net;
using System.Numerics;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Orleans.Serialization.Cloning;

/// <summary>The types whose values never change and that have a serializer.</summary>
internal static class SharedTypes
{
    private static readonly HashSet<Type> Known =
    [
        typeof(string), typeof(decimal), typeof(Half), typeof(Int128), typeof(UInt128), typeof(BigInteger),
        typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan), typeof(Guid),
        typeof(Version), typeof(CancellationToken), typeof(BitVector32), typeof(CompareInfo),
        typeof(IdSpan), typeof(GrainId), typeof(GrainType), typeof(GrainInterfaceType), typeof(ActivationId), typeof(SiloAddress), typeof(Nothing),
    ];

    // Together with the types derived from them.
    private static readonly Type[] Bases = [typeof(Type), typeof(Uri), typeof(CultureInfo), typeof(IPAddress), typeof(EndPoint), typeof(Exception)];

    // As long as what they hold is shared.
    private static readonly HashSet<Type> Containers =
    [
        typeof(Nullable<>), typeof(KeyValuePair<,>), typeof(ImmutableArray<>), typeof(ImmutableList<>), typeof(ImmutableDictionary<,>), typeof(ImmutableHashSet<>),
        typeof(ImmutableSortedDictionary<,>), typeof(ImmutableSortedSet<>), typeof(ImmutableQueue<>), typeof(ImmutableStack<>),
    ];

    // Structs whose members are being looked at: one that holds itself, in an immutable array say, is shared if its other members are.
    [ThreadStatic]
    private static HashSet<Type>? _open;

    public static bool Contains(Type type) =>
        type.IsPrimitive
        || type.IsEnum
        || Known.Contains(type)
        || Array.Exists(Bases, known => known.IsAssignableFrom(type))
        || (type.IsGenericType && IsSharedContainer(type))
        || (type.IsSealed && MessageMembers.IsMessage(type) && IsSharedMessage(type));

    private static bool IsSharedContainer(Type type)
    {
        var definition = type.GetGenericTypeDefinition();
        return definition == typeof(Immutable<>)
            || ((Containers.Contains(definition) || MemberwiseCopiers.IsTuple(definition)) && Array.TrueForAll(type.GetGenericArguments(), Contains));
    }

    private static bool IsSharedMessage(Type type)
    {
        if (type.IsDefined(typeof(ImmutableAttribute), inherit: false))
        {
            return true;
        }

        if (!type.IsValueType)
        {
            return false;
        }

        if (!(_open ??= []).Add(type))
        {
            return true;
        }

        try
        {
            return MessageMembers.Of(type).TrueForAll(member => member.IsImmutable || Contains(member.Type));
        }
        finally
        {
            _open.Remove(type);
        }
    }
}
