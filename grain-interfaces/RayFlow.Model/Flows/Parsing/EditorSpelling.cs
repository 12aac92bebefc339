namespace RayFlow.Model.Flows.Parsing;

/// <summary>
/// How the original RayFlow editor spells a node. Its <c>type</c> is only a React Flow view name; <c>data.path</c> says which node it is:
/// the file <c>…/nodes/CATEGORY/NAME.py</c>, or <c>virtual://variables/get_ID</c> and <c>set_ID</c> for the variable of that id.
/// </summary>
internal static class EditorSpelling
{
    private const string VirtualPrefix = "virtual://variables/";
    private const string Extension = ".py";

    /// <summary>The node type that a file stands for, or null if the path names none. Any prefix, slashes or backslashes; <c>base</c> is left out.</summary>
    public static string? TypeOf(string path)
    {
        var end = path.AsSpan().TrimEnd();
        if (!end.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var name = CutLast(ref end)[..^Extension.Length];
        var category = CutLast(ref end);
        if (name.IsEmpty || category.IsEmpty || !CutLast(ref end).SequenceEqual("nodes"))
        {
            return null;
        }

        return category.SequenceEqual("base") ? name.ToString() : $"{category}_{name}";
    }

    /// <summary>Whether a path stands for a variable's node, and then the node type and the id that the path ends with.</summary>
    public static bool TryVariable(string path, out string type, out string id)
    {
        (type, id) = ("", "");
        if (!path.StartsWith(VirtualPrefix, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = path[VirtualPrefix.Length..];
        if (rest.Length <= 4 || rest[..4] is not ("get_" or "set_"))
        {
            return false;
        }

        (type, id) = ("variables_" + rest[..3], rest[4..]);
        return true;
    }

    private static ReadOnlySpan<char> CutLast(ref ReadOnlySpan<char> path)
    {
        var cut = path.LastIndexOfAny('/', '\\');
        var last = path[(cut + 1)..];
        path = cut < 0 ? [] : path[..cut];
        return last;
    }
}
