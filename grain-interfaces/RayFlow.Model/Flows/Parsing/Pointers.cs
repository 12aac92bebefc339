namespace RayFlow.Model.Flows.Parsing;

/// <summary>JSON pointers (RFC 6901).</summary>
internal static class Pointers
{
    /// <summary>A name as a pointer writes it.</summary>
    public static string Escape(string name) =>
        name.AsSpan().ContainsAny('~', '/')
            ? name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)
            : name;
}
