namespace Orleans.Serialization.Cloning;

/// <summary>Copies values by their static type.</summary>
internal static class Copier<T>
{
    // Not created while copiers of other types are, so that types may refer to each other.
    private static readonly TypeCopier<T> Instance = (TypeCopier<T>)CopierTable.Of(typeof(T));

    /// <summary>A copy within a message.</summary>
    public static T Copy(T value, CopyContext context) => Instance.Copy(value, context);

    /// <summary>A copy on its own.</summary>
    public static T Copy(T value)
    {
        if (Instance.Shares || value is null)
        {
            return value;
        }

        var context = CopyContext.Rent();
        var copy = Instance.Copy(value, context);
        context.Return();
        return copy;
    }
}
