namespace RayFlow.Model.Flows;

/// <summary>What became of a text that should be a flow document.</summary>
/// <param name="Document">What could be read of it; null if there is nothing to look into further.</param>
/// <param name="Diagnostics">Every problem of its structure, in the order of the document.</param>
/// <param name="At">Where the text stops being JSON that can be read, if it does; such problems have no pointer.</param>
public sealed record FlowParseResult(FlowDocument? Document, IReadOnlyList<FlowDiagnostic> Diagnostics, JsonLocation? At = null)
{
    /// <summary>True if there is a document and no error.</summary>
    public bool IsValid => Document is not null && Diagnostics.All(diagnostic => diagnostic.Severity != Severity.Error);
}
