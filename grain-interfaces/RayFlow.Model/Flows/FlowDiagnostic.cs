namespace RayFlow.Model.Flows;

/// <summary>One problem of a flow document.</summary>
/// <param name="Code">A stable code with its name, such as <c>RF101 missing_start</c>.</param>
/// <param name="Severity">Whether it keeps the flow from running.</param>
/// <param name="Message">What is wrong, where, and what to do.</param>
/// <param name="Pointer">The place in the document, a JSON pointer (RFC 6901).</param>
/// <param name="NodeId">The node concerned, if one is.</param>
/// <param name="EdgeId">The id of the edge concerned, if one is and it has an id.</param>
public sealed record FlowDiagnostic(string Code, Severity Severity, string Message, string Pointer, string? NodeId = null, string? EdgeId = null);
