using System.Diagnostics.CodeAnalysis;

namespace Orleans.Serialization.Cloning;

/// <summary>Copies values of one type.</summary>
internal abstract class TypeCopier
{
    /// <summary>Whether the copy is the value itself, because it never changes.</summary>
    public virtual bool Shares => false;

    /// <summary>Whether there is no way to copy.</summary>
    public virtual bool Refuses => false;

    public abstract object CopyObject(object value, CopyContext context);
}

/// <summary>Copies values of one type.</summary>
internal abstract class TypeCopier<T> : TypeCopier
{
    /// <summary>A copy; null is its own.</summary>
    [return: NotNullIfNotNull(nameof(value))]
    public abstract T Copy(T value, CopyContext context);

    public sealed override object CopyObject(object value, CopyContext context) => Copy((T)value, context)!;
}

/// <summary>Shares values that never change.</summary>
internal sealed class SharingCopier<T> : TypeCopier<T>
{
    public override bool Shares => true;

    public override T Copy(T value, CopyContext context) => value;
}

/// <summary>Refuses values that could not travel.</summary>
internal sealed class RefusingCopier<T>(string reason) : TypeCopier<T>
{
    public override bool Refuses => true;

    public override T Copy(T value, CopyContext context) => value is null ? value : throw new CodecNotFoundException(reason);
}

/// <summary>Copies what is known only as a base class, an interface or an object, by its own type.</summary>
/// <param name="own">For values that are of exactly the known type, if there can be any.</param>
internal sealed class PolymorphicCopier<T>(TypeCopier<T>? own) : TypeCopier<T>
{
    public override T Copy(T value, CopyContext context)
    {
        if (value is null)
        {
            return value;
        }

        var type = value.GetType();
        return type == typeof(T) && own is not null ? own.Copy(value, context) : (T)CopierTable.Of(type).CopyObject(value, context);
    }
}

/// <summary>Copies collections that are known by their interface. Those without a serializer of their own arrive as <typeparamref name="TFallback"/>.</summary>
internal sealed class InterfaceCopier<T, TFallback>(Func<T, TFallback> convert) : TypeCopier<T>
    where T : class
    where TFallback : class, T
{
    public override T Copy(T value, CopyContext context)
    {
        if (value is null)
        {
            return null!;
        }

        var copier = CopierTable.Of(value.GetType());
        return copier.Refuses
            ? Copier<TFallback>.Copy(convert(value), context)
            : (T)copier.CopyObject(value, context);
    }
}

/// <summary>Shares references to grains, and refuses grains themselves.</summary>
internal sealed class ReferenceCopier<T> : TypeCopier<T>
{
    public override T Copy(T value, CopyContext context) => value is null or Runtime.GrainReference
        ? value
        : throw new ArgumentException($"{value.GetType()} is a grain, not a reference to one. Pass this.AsReference<{typeof(T).Name}>() instead of this.", nameof(value));
}

/// <summary>Copies a value by way of its surrogate.</summary>
internal sealed class SurrogateCopier<T, TSurrogate>(IConverter<T, TSurrogate> converter) : TypeCopier<T>
    where TSurrogate : struct
{
    public override T Copy(T value, CopyContext context)
    {
        if (value is null)
        {
            return value;
        }

        if (!typeof(T).IsValueType && context.Find(value) is { } known)
        {
            return (T)known;
        }

        var surrogate = Copier<TSurrogate>.Copy(converter.ConvertToSurrogate(in value), context);
        var copy = converter.ConvertFromSurrogate(in surrogate);
        if (!typeof(T).IsValueType)
        {
            context.Record(value, copy!);
        }

        return copy;
    }
}

/// <summary>Copies nullable structs.</summary>
internal sealed class NullableCopier<T> : TypeCopier<T?>
    where T : struct
{
    public override T? Copy(T? value, CopyContext context) => value is { } present ? Copier<T>.Copy(present, context) : null;
}
