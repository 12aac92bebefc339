using RayFlow.Api.Errors;
using RayFlow.GrainInterfaces.Flows;
using RayFlow.Model.Flows;

namespace RayFlow.Api.Flows;

/// <summary>The refusals that concern saved flows.</summary>
internal static class FlowProblems
{
    public static Problem NotFound(string name, int? version = null) => new(
        ProblemKind.FlowNotFound,
        version is null ? $"There is no flow '{name}'. Save it first: PUT /api/flows/{name}." : $"There is no version {version} of a flow '{name}'. GET /api/flows/{name}/versions lists them.");

    public static Problem Changed(string name, FlowVersion? latest) => new(
        ProblemKind.VersionConflict,
        latest is null
            ? $"The flow '{name}' does not exist (any more), so that the version in If-Match cannot be changed."
            : $"The latest version of the flow '{name}' is {latest.Version}. Read it, carry your change over, and save with If-Match: {FlowTags.Of(latest.Version)}.",
        writer =>
        {
            if (latest is not null)
            {
                writer.WriteNumber("current_version"u8, latest.Version);
            }
        });

    public static Problem Unreadable(IReadOnlyList<FlowDiagnostic> diagnostics) => new(
        ProblemKind.InvalidFlow,
        "The document cannot be read as a flow, so that it was not saved; 'errors' says why.",
        writer => DiagnosticJson.WriteAll(writer, diagnostics));
}
