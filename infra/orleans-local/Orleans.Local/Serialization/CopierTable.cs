namespace Orleans.Serialization.Cloning;

/// <summary>Which types are copied, and how.</summary>
internal static class CopierTable
{
    /// <summary>Whether values of the type never change, so that caller and callee may share them.</summary>
    public static bool IsShared(Type type) => type.IsPrimitive || type == typeof(string);
}
