using System.Collections.Concurrent;

namespace RayFlow.GrainInterfaces.Failures;

/// <summary>What this silo cannot do at the moment, in sentences for people who operate it. Safe for concurrent use.</summary>
public sealed class SiloProblems
{
    private readonly ConcurrentDictionary<string, string> _reasons = new(StringComparer.Ordinal);

    /// <summary>The problems by the part that has them, such as <c>nodes</c>; at most one a part.</summary>
    public IReadOnlyDictionary<string, string> Reasons => _reasons;

    /// <summary>A part has a problem, in place of one that it had.</summary>
    /// <param name="part">One word in lower case.</param>
    /// <param name="reason">What does not work, and what helps.</param>
    public void Set(string part, string reason) => _reasons[part] = reason;

    /// <summary>A part has none any more.</summary>
    public void Clear(string part) => _reasons.TryRemove(part, out _);
}
