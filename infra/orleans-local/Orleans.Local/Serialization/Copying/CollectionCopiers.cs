using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Reflection;

namespace Orleans.Serialization.Cloning;

/// <summary>The copiers of arrays and collections.</summary>
internal static class CollectionCopiers
{
    // From a generic collection to the method below that makes its copier.
    private static readonly Dictionary<Type, string> Factories = new()
    {
        [typeof(List<>)] = nameof(ListOf),
        [typeof(HashSet<>)] = nameof(HashSetOf),
        [typeof(SortedSet<>)] = nameof(SortedSetOf),
        [typeof(Queue<>)] = nameof(QueueOf),
        [typeof(Stack<>)] = nameof(StackOf),
        [typeof(ConcurrentQueue<>)] = nameof(ConcurrentQueueOf),
        [typeof(Collection<>)] = nameof(CollectionOf),
        [typeof(ReadOnlyCollection<>)] = nameof(ReadOnlyCollectionOf),
        [typeof(Dictionary<,>)] = nameof(DictionaryOf),
        [typeof(SortedDictionary<,>)] = nameof(SortedDictionaryOf),
        [typeof(SortedList<,>)] = nameof(SortedListOf),
        [typeof(ConcurrentDictionary<,>)] = nameof(ConcurrentDictionaryOf),
        [typeof(ReadOnlyDictionary<,>)] = nameof(ReadOnlyDictionaryOf),
        [typeof(ImmutableArray<>)] = nameof(ImmutableArrayOf),
        [typeof(ImmutableList<>)] = nameof(ImmutableListOf),
        [typeof(ImmutableHashSet<>)] = nameof(ImmutableHashSetOf),
        [typeof(ImmutableSortedSet<>)] = nameof(ImmutableSortedSetOf),
        [typeof(ImmutableQueue<>)] = nameof(ImmutableQueueOf),
        [typeof(ImmutableStack<>)] = nameof(ImmutableStackOf),
        [typeof(ImmutableDictionary<,>)] = nameof(ImmutableDictionaryOf),
        [typeof(ImmutableSortedDictionary<,>)] = nameof(ImmutableSortedDictionaryOf),
        [typeof(FrozenDictionary<,>)] = nameof(FrozenDictionaryOf),
        [typeof(FrozenSet<>)] = nameof(FrozenSetOf),
        [typeof(ArraySegment<>)] = nameof(ArraySegmentOf),
        [typeof(Memory<>)] = nameof(MemoryOf),
        [typeof(ReadOnlyMemory<>)] = nameof(ReadOnlyMemoryOf),
        [typeof(IEnumerable<>)] = nameof(EnumerableOf),
        [typeof(IReadOnlyCollection<>)] = nameof(IReadOnlyCollectionOf),
        [typeof(IReadOnlyList<>)] = nameof(IReadOnlyListOf),
        [typeof(ICollection<>)] = nameof(ICollectionOf),
        [typeof(IList<>)] = nameof(IListOf),
        [typeof(ISet<>)] = nameof(ISetOf),
        [typeof(IReadOnlySet<>)] = nameof(IReadOnlySetOf),
        [typeof(IDictionary<,>)] = nameof(IDictionaryOf),
        [typeof(IReadOnlyDictionary<,>)] = nameof(IReadOnlyDictionaryOf),
    };

    /// <summary>The copier of a collection, array, tuple or pair; null for other types.</summary>
    public static TypeCopier? Create(Type type)
    {
        if (type.IsArray)
        {
            return type.IsSZArray
                ? Invoke(nameof(ArrayOf), type.GetElementType()!)
                : (TypeCopier)Activator.CreateInstance(typeof(MultiDimensionalArrayCopier<>).MakeGenericType(type))!;
        }

        if (!type.IsGenericType)
        {
            return null;
        }

        var definition = type.GetGenericTypeDefinition();
        return Factories.TryGetValue(definition, out var factory) ? Invoke(factory, type.GetGenericArguments())
            : definition == typeof(KeyValuePair<,>) || MemberwiseCopiers.IsTuple(definition) ? MemberwiseCopiers.OfAllFields(type)
            : Frozen(type);
    }

    // The classes of frozen collections are internal ones of the framework.
    private static TypeCopier? Frozen(Type type) => type.BaseType is { IsGenericType: true } parent
        && (parent.GetGenericTypeDefinition() == typeof(FrozenDictionary<,>) || parent.GetGenericTypeDefinition() == typeof(FrozenSet<>))
        ? (TypeCopier)Activator.CreateInstance(typeof(UpcastCopier<,>).MakeGenericType(type, parent), CopierTable.Of(parent))!
        : null;

    private static TypeCopier Invoke(string factory, params Type[] arguments) => (TypeCopier)typeof(CollectionCopiers)
        .GetMethod(factory, BindingFlags.Static | BindingFlags.NonPublic)!
        .MakeGenericMethod(arguments)
        .Invoke(null, null)!;

    private static ArrayCopier<T> ArrayOf<T>() => new();

    private static ListCopier<T> ListOf<T>() => new();

    private static GrowingCopier<HashSet<T>, T> HashSetOf<T>() => new(static from => new HashSet<T>(from.Count, from.Comparer), static (to, item) => to.Add(item));

    private static GrowingCopier<SortedSet<T>, T> SortedSetOf<T>() => new(static from => new SortedSet<T>(from.Comparer), static (to, item) => to.Add(item));

    private static GrowingCopier<Queue<T>, T> QueueOf<T>() => new(static from => new Queue<T>(from.Count), static (to, item) => to.Enqueue(item));

    private static GrowingCopier<Stack<T>, T> StackOf<T>() => new(static from => new Stack<T>(from.Count), static (to, item) => to.Push(item), static from => from.Reverse());

    private static GrowingCopier<ConcurrentQueue<T>, T> ConcurrentQueueOf<T>() => new(static _ => [], static (to, item) => to.Enqueue(item));

    private static GrowingCopier<Collection<T>, T> CollectionOf<T>() => new(static _ => [], static (to, item) => to.Add(item));

    private static GrowingCopier<Dictionary<TKey, T>, KeyValuePair<TKey, T>> DictionaryOf<TKey, T>()
        where TKey : notnull => new(static from => new Dictionary<TKey, T>(from.Count, from.Comparer), static (to, pair) => to.Add(pair.Key, pair.Value));

    private static GrowingCopier<SortedDictionary<TKey, T>, KeyValuePair<TKey, T>> SortedDictionaryOf<TKey, T>()
        where TKey : notnull => new(static from => new SortedDictionary<TKey, T>(from.Comparer), static (to, pair) => to.Add(pair.Key, pair.Value));

    private static GrowingCopier<SortedList<TKey, T>, KeyValuePair<TKey, T>> SortedListOf<TKey, T>()
        where TKey : notnull => new(static from => new SortedList<TKey, T>(from.Count, from.Comparer), static (to, pair) => to.Add(pair.Key, pair.Value));

    private static GrowingCopier<ConcurrentDictionary<TKey, T>, KeyValuePair<TKey, T>> ConcurrentDictionaryOf<TKey, T>()
        where TKey : notnull => new(static from => new ConcurrentDictionary<TKey, T>(from.Comparer), static (to, pair) => to[pair.Key] = pair.Value);

    private static RebuildingCopier<ReadOnlyCollection<T>, T> ReadOnlyCollectionOf<T>() => new(static (_, items) => new ReadOnlyCollection<T>([.. items]));

    private static RebuildingCopier<ReadOnlyDictionary<TKey, T>, KeyValuePair<TKey, T>> ReadOnlyDictionaryOf<TKey, T>()
        where TKey : notnull => new(static (_, pairs) => new ReadOnlyDictionary<TKey, T>(new Dictionary<TKey, T>(pairs)));

    private static ImmutableArrayCopier<T> ImmutableArrayOf<T>() => new();

    private static RebuildingCopier<ImmutableList<T>, T> ImmutableListOf<T>() => new(static (_, items) => [.. items]);

    private static RebuildingCopier<ImmutableHashSet<T>, T> ImmutableHashSetOf<T>() => new(static (from, items) => ImmutableHashSet.CreateRange(from.KeyComparer, items));

    private static RebuildingCopier<ImmutableSortedSet<T>, T> ImmutableSortedSetOf<T>() => new(static (from, items) => ImmutableSortedSet.CreateRange(from.KeyComparer, items));

    private static RebuildingCopier<ImmutableQueue<T>, T> ImmutableQueueOf<T>() => new(static (_, items) => [.. items]);

    private static RebuildingCopier<ImmutableStack<T>, T> ImmutableStackOf<T>() => new(static (_, items) => ImmutableStack.CreateRange(items.Reverse()));

    private static RebuildingCopier<ImmutableDictionary<TKey, T>, KeyValuePair<TKey, T>> ImmutableDictionaryOf<TKey, T>()
        where TKey : notnull => new(static (from, pairs) => ImmutableDictionary.CreateRange(from.KeyComparer, from.ValueComparer, pairs));

    private static RebuildingCopier<ImmutableSortedDictionary<TKey, T>, KeyValuePair<TKey, T>> ImmutableSortedDictionaryOf<TKey, T>()
        where TKey : notnull => new(static (from, pairs) => ImmutableSortedDictionary.CreateRange(from.KeyComparer, from.ValueComparer, pairs));

    private static RebuildingCopier<FrozenDictionary<TKey, T>, KeyValuePair<TKey, T>> FrozenDictionaryOf<TKey, T>()
        where TKey : notnull => new(static (from, pairs) => pairs.ToFrozenDictionary(from.Comparer));

    private static RebuildingCopier<FrozenSet<T>, T> FrozenSetOf<T>() => new(static (from, items) => items.ToFrozenSet(from.Comparer));

    private static SliceCopier<ArraySegment<T>, T> ArraySegmentOf<T>() => new(static from => from, static array => array);

    private static SliceCopier<Memory<T>, T> MemoryOf<T>() => new(static from => from, static array => array);

    private static SliceCopier<ReadOnlyMemory<T>, T> ReadOnlyMemoryOf<T>() => new(static from => from, static array => array);

    private static InterfaceCopier<IEnumerable<T>, List<T>> EnumerableOf<T>() => new(static from => [.. from]);

    private static InterfaceCopier<IReadOnlyCollection<T>, List<T>> IReadOnlyCollectionOf<T>() => new(static from => [.. from]);

    private static InterfaceCopier<IReadOnlyList<T>, List<T>> IReadOnlyListOf<T>() => new(static from => [.. from]);

    private static InterfaceCopier<ICollection<T>, List<T>> ICollectionOf<T>() => new(static from => [.. from]);

    private static InterfaceCopier<IList<T>, List<T>> IListOf<T>() => new(static from => [.. from]);

    private static InterfaceCopier<ISet<T>, HashSet<T>> ISetOf<T>() => new(static from => [.. from]);

    private static InterfaceCopier<IReadOnlySet<T>, HashSet<T>> IReadOnlySetOf<T>() => new(static from => [.. from]);

    private static InterfaceCopier<IDictionary<TKey, T>, Dictionary<TKey, T>> IDictionaryOf<TKey, T>()
        where TKey : notnull => new(static from => new Dictionary<TKey, T>(from));

    private static InterfaceCopier<IReadOnlyDictionary<TKey, T>, Dictionary<TKey, T>> IReadOnlyDictionaryOf<TKey, T>()
        where TKey : notnull => new(static from => new Dictionary<TKey, T>(from));
}
