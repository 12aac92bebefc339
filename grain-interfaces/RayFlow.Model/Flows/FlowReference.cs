using System.Globalization;

namespace RayFlow.Model.Flows;

/// <summary>A saved flow as a <c>flow_call</c> names it: <c>name</c> or <c>name@version</c>.</summary>
/// <param name="Name">The flow's name.</param>
/// <param name="Version">From 1; null: the latest when the call is made.</param>
public readonly record struct FlowReference(string Name, int? Version)
{
    /// <summary>Whether it is among flows of which the latest versions are given, by name.</summary>
    public bool IsAmong(IReadOnlyDictionary<string, int> saved)
    {
        ArgumentNullException.ThrowIfNull(saved);
        return saved.TryGetValue(Name, out var latest) && (Version is not { } version || (version >= 1 && version <= latest));
    }

    /// <summary>Reads a reference. What follows the last <c>@</c> and is no number is part of the name.</summary>
    public static FlowReference Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var at = text.LastIndexOf('@');
        return at > 0 && int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? new(text[..at], version) : new(text, null);
    }
}
