using System.ComponentModel;
using RayFlow.Api.Flows;

namespace RayFlow.Api.Errors;

[Description("A refusal as problem details (RFC 9457). Some kinds have further members.")]
internal sealed record ProblemBody(
    [property: Description("Where this kind is described.")] string Type,
    string Title,
    [property: Description("The HTTP status.")] int Status,
    [property: Description("A stable code.")] string Code,
    [property: Description("What happened here, and what to do.")] string Detail,
    [property: Description("For a flow or inputs with errors: every one of them.")] IReadOnlyList<DiagnosticBody>? Errors = null);
