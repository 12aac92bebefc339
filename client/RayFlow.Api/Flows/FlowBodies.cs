using System.ComponentModel;
using System.Text.Json;

namespace RayFlow.Api.Flows;

// What the answers look like, for the API description; a test holds them to what is written.

[Description("One problem of a flow.")]
internal sealed record DiagnosticBody(
    [property: Description("A stable code with its name, such as RF101 missing_start.")] string Code,
    [property: Description("error or warning.")] string Severity,
    [property: Description("What is wrong, where, and what to do.")] string Message,
    string? NodeId,
    string? EdgeId,
    [property: Description("The place in the document, a JSON pointer (RFC 6901).")] string Pointer);

[Description("What is to be said of a flow document.")]
internal sealed record ValidationBody(
    [property: Description("Whether it would run: no errors.")] bool Valid,
    IReadOnlyList<DiagnosticBody> Errors,
    IReadOnlyList<DiagnosticBody> Warnings);

[Description("One version of a saved flow.")]
internal record FlowVersionBody(
    string Name,
    [property: Description("From 1.")] int Version,
    [property: Description("SHA-256 of the document, hexadecimal.")] string Hash,
    DateTimeOffset SavedAt,
    string Description);

[Description("A flow that was saved. One with errors is kept all the same, but does not run.")]
internal sealed record SavedFlowBody(
    string Name,
    int Version,
    string Hash,
    DateTimeOffset SavedAt,
    string Description,
    [property: Description("False: nothing changed, the version is the one that was there.")] bool Created,
    bool Valid,
    IReadOnlyList<DiagnosticBody> Errors,
    IReadOnlyList<DiagnosticBody> Warnings) : FlowVersionBody(Name, Version, Hash, SavedAt, Description);

[Description("Saved flows or versions of one.")]
internal sealed record FlowListBody(
    IReadOnlyList<FlowVersionBody> Items,
    [property: Description("Send it as cursor to continue; null: there is no more.")] string? NextCursor);

[Description("What a saved flow takes and gives.")]
internal sealed record FlowSchemaBody(
    string Name,
    int Version,
    [property: Description("JSON Schema (2020-12) of START's inputs.")] Dictionary<string, JsonElement> Inputs,
    [property: Description("By RETURN id.")] Dictionary<string, ReturnSchemaBody> Returns);

[Description("What one RETURN gives.")]
internal sealed record ReturnSchemaBody(
    [property: Description("The RETURN's name, or null.")] string? Name,
    int StatusCode,
    [property: Description("JSON Schema (2020-12) of the answer's body.")] Dictionary<string, JsonElement> Schema);
