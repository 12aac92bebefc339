using System.Text.Json.Serialization;

namespace RayFlow.Silo.Doctor;

/// <summary>How something is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FindingState>))]
internal enum FindingState
{
    /// <summary>As it must be.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>RayFlow works, but not as it could, or not for all runs.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>RayFlow cannot work so, or not keep what it promises.</summary>
    [JsonStringEnumMemberName("problem")]
    Problem,
}

/// <summary>What a check has found.</summary>
/// <param name="Part">What was looked at: <c>database</c>, <c>clock</c>, <c>ports</c>, <c>nodes</c>, <c>runs</c> or <c>silos</c>.</param>
/// <param name="State">How it is.</param>
/// <param name="Text">What was found, in a sentence.</param>
/// <param name="Help">What helps; null where nothing is needed.</param>
internal sealed record Finding(string Part, FindingState State, string Text, string? Help = null)
{
    /// <summary>All is as it must be.</summary>
    public static Finding Ok(string part, string text) => new(part, FindingState.Ok, text);

    /// <summary>Something could be better.</summary>
    public static Finding Warning(string part, string text, string help) => new(part, FindingState.Warning, text, help);

    /// <summary>Something is wrong.</summary>
    public static Finding Problem(string part, string text, string help) => new(part, FindingState.Problem, text, help);
}
