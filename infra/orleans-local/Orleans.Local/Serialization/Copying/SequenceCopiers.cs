using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Orleans.Serialization.Cloning;

/// <summary>Copies arrays of one dimension.</summary>
internal sealed class ArrayCopier<T> : TypeCopier<T[]>
{
    private static readonly bool SharesElements = SharedTypes.Contains(typeof(T));

    public override T[] Copy(T[] value, CopyContext context)
    {
        if (value is null)
        {
            return null!;
        }

        if (context.Find(value) is { } known)
        {
            return (T[])known;
        }

        var copy = (T[])value.Clone();
        context.Record(value, copy);
        if (!SharesElements)
        {
            for (var index = 0; index < copy.Length; index++)
            {
                copy[index] = Copier<T>.Copy(copy[index], context);
            }
        }

        return copy;
    }
}

/// <summary>Copies arrays of several dimensions.</summary>
internal sealed class MultiDimensionalArrayCopier<TArray> : TypeCopier<TArray>
    where TArray : class
{
    public override TArray Copy(TArray value, CopyContext context)
    {
        if (value is not Array original)
        {
            return value;
        }

        if (context.Find(original) is { } known)
        {
            return (TArray)known;
        }

        var copy = (Array)original.Clone();
        context.Record(original, copy);
        var copier = CopierTable.Of(typeof(TArray).GetElementType()!);
        if (!copier.Shares)
        {
            var lengths = Enumerable.Range(0, copy.Rank).Select(copy.GetLength).ToArray();
            for (var flat = 0; flat < copy.Length; flat++)
            {
                var index = Unflatten(flat, lengths);
                if (copy.GetValue(index) is { } element)
                {
                    copy.SetValue(copier.CopyObject(element, context), index);
                }
            }
        }

        return (TArray)(object)copy;
    }

    private static int[] Unflatten(int flat, int[] lengths)
    {
        var index = new int[lengths.Length];
        for (var dimension = lengths.Length - 1; dimension >= 0; dimension--)
        {
            (flat, index[dimension]) = Math.DivRem(flat, lengths[dimension]);
        }

        return index;
    }
}

/// <summary>Copies lists.</summary>
internal sealed class ListCopier<T> : TypeCopier<List<T>>
{
    private static readonly bool SharesElements = SharedTypes.Contains(typeof(T));

    public override List<T> Copy(List<T> value, CopyContext context)
    {
        if (value is null)
        {
            return null!;
        }

        if (value.GetType() != typeof(List<T>))
        {
            return (List<T>)CopierTable.Of(value.GetType()).CopyObject(value, context);
        }

        if (context.Find(value) is { } known)
        {
            return (List<T>)known;
        }

        var copy = new List<T>(value);
        context.Record(value, copy);
        if (!SharesElements)
        {
            foreach (ref var item in CollectionsMarshal.AsSpan(copy))
            {
                item = Copier<T>.Copy(item, context);
            }
        }

        return copy;
    }
}

/// <summary>Copies collections that are made empty and then filled.</summary>
internal sealed class GrowingCopier<TCollection, T>(Func<TCollection, TCollection> create, Action<TCollection, T> add, Func<TCollection, IEnumerable<T>>? enumerate = null) : TypeCopier<TCollection>
    where TCollection : class, IEnumerable<T>
{
    public override TCollection Copy(TCollection value, CopyContext context)
    {
        if (value is null)
        {
            return null!;
        }

        if (value.GetType() != typeof(TCollection))
        {
            return (TCollection)CopierTable.Of(value.GetType()).CopyObject(value, context);
        }

        if (context.Find(value) is { } known)
        {
            return (TCollection)known;
        }

        var copy = create(value);
        context.Record(value, copy);
        foreach (var item in enumerate?.Invoke(value) ?? value)
        {
            add(copy, Copier<T>.Copy(item, context));
        }

        return copy;
    }
}

/// <summary>Copies collections that are made with all their elements.</summary>
internal sealed class RebuildingCopier<TCollection, T>(Func<TCollection, IEnumerable<T>, TCollection> rebuild) : TypeCopier<TCollection>
    where TCollection : class, IEnumerable<T>
{
    public override TCollection Copy(TCollection value, CopyContext context)
    {
        if (value is null)
        {
            return null!;
        }

        if (context.Find(value) is { } known)
        {
            return (TCollection)known;
        }

        var copy = rebuild(value, value.Select(item => Copier<T>.Copy(item, context)));
        context.Record(value, copy);
        return copy;
    }
}

/// <summary>Copies immutable arrays of elements that may change.</summary>
internal sealed class ImmutableArrayCopier<T> : TypeCopier<ImmutableArray<T>>
{
    public override ImmutableArray<T> Copy(ImmutableArray<T> value, CopyContext context) => value.IsDefaultOrEmpty
        ? value
        : ImmutableArray.CreateRange(value, item => Copier<T>.Copy(item, context));
}

/// <summary>Copies slices of arrays; the copy has an array of its own.</summary>
internal sealed class SliceCopier<TSlice, T>(Func<TSlice, ReadOnlyMemory<T>> read, Func<T[], TSlice> wrap) : TypeCopier<TSlice>
    where TSlice : struct
{
    public override TSlice Copy(TSlice value, CopyContext context) => wrap(Copier<T[]>.Copy(read(value).ToArray(), context));
}

/// <summary>Copies an internal class by the copier of its public base class.</summary>
internal sealed class UpcastCopier<T, TBase>(TypeCopier<TBase> copier) : TypeCopier<T>
    where T : class, TBase
    where TBase : class
{
    public override T Copy(T value, CopyContext context) => value is null ? value! : (T)(object)copier.Copy(value, context)!;
}
