namespace RayFlow.Model.Flows;

/// <summary>A kind of problem that a flow document can have. The number never changes its meaning and is never used again.</summary>
/// <param name="Number">Such as <c>RF101</c>.</param>
/// <param name="Name">Snake case, such as <c>missing_start</c>.</param>
/// <param name="Severity">Whether it keeps a flow from running.</param>
/// <param name="Meaning">What is wrong.</param>
/// <param name="Fix">What to do about it.</param>
public sealed record DiagnosticCode(string Number, string Name, Severity Severity, string Meaning, string Fix)
{
    /// <summary>The code as diagnostics carry it: <c>RF101 missing_start</c>.</summary>
    public string Text { get; } = $"{Number} {Name}";

    /// <inheritdoc cref="Text"/>
    public override string ToString() => Text;

    /// <summary>A problem of this kind.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    /// <param name="pointer">The place in the document.</param>
    /// <param name="nodeId">The node concerned, if one is.</param>
    /// <param name="edgeId">The edge concerned, if one is.</param>
    public FlowDiagnostic At(string pointer, string message, string? nodeId = null, string? edgeId = null) =>
        new(Text, Severity, message, pointer, nodeId, edgeId);
}
