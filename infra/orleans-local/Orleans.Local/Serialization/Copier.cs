namespace Orleans.Serialization.Cloning;

/// <summary>Copies values of a static type.</summary>
internal static class Copier<T>
{
    public static T Copy(T value) => value;

    public static T Copy(T value, CopyContext context) => value;
}
