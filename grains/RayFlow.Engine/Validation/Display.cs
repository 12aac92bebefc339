using RayFlow.Model.Values;

namespace RayFlow.Engine.Validation;

/// <summary>Values and lists as messages show them.</summary>
internal static class Display
{
    private const int Longest = 60;

    /// <summary>A value as JSON, cut off where it becomes long.</summary>
    public static string Short(Value value) => value.Kind switch
    {
        ValueKind.Str when value.AsStr().Length > Longest => $"\"{value.AsStr()[..Longest]}…\"",
        ValueKind.List when value.Extent.Size > Longest => "[…]",
        ValueKind.Dict when value.Extent.Size > Longest => "{…}",
        _ => ValueJson.ToJson(value),
    };

    /// <summary>Some names, or how it is if there is none; what is too much is counted.</summary>
    public static string Names(IEnumerable<string> names, string none, int most = 12)
    {
        var all = names.ToList();
        return all.Count == 0 ? none
            : all.Count <= most ? string.Join(", ", all)
            : $"{string.Join(", ", all.Take(most))} and {all.Count - most:N0} more";
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
