using RayFlow.Model.Values;

namespace RayFlow.Engine.Validation;

/// <summary>Values and lists as messages show them.</summary>
internal static class Display
{
    private const int Longest = 60;
    private const int LongestName = 200;

    /// <summary>A value as JSON, cut off where it becomes long.</summary>
    public static string Short(Value value) => value.Kind switch
    {
        ValueKind.Str when value.AsStr().Length > Longest => $"\"{value.AsStr()[..Longest]}…\"",
        ValueKind.List when value.Extent.Size > Longest => "[…]",
        ValueKind.Dict when value.Extent.Size > Longest => "{…}",
        _ => ValueJson.ToJson(value),
    };

    /// <summary>A name or id, cut off where it becomes long: messages repeat names, and the document says how long they are.</summary>
    public static string Name(string name) => name.Length <= LongestName ? name : name[..LongestName] + "…";

    /// <summary>Some names, or how it is if there is none; not more than a reader takes in.</summary>
    public static string Names(IEnumerable<string> names, string none, int most = 12)
    {
        var some = names.Take(most + 1).Select(Name).ToList();
        return some.Count == 0 ? none
            : some.Count <= most ? string.Join(", ", some)
            : $"{string.Join(", ", some.Take(most))} and more";
    }

    /// <summary>A way from node to node; the middle of a long one is counted.</summary>
    public static string Way(IReadOnlyList<string> ids)
    {
        const int ends = 8;
        var shown = ids.Count <= (2 * ends) + 1
            ? ids
            : [.. ids.Take(ends), $"… {ids.Count - (2 * ends):N0} more …", .. ids.Skip(ids.Count - ends)];
        return string.Join(" → ", shown);
    }
}
