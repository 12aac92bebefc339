using Microsoft.AspNetCore.Http;
using RayFlow.Api.Errors;
using RayFlow.GrainInterfaces.Clusters;

namespace RayFlow.Api.Access;

/// <summary>Refuses at once what would ask the cluster while there is no silo; the editor's files, the description and the health need none.</summary>
internal sealed class ClusterGate(RequestDelegate next, ClusterLink link)
{
    public Task InvokeAsync(HttpContext context) =>
        link.Absence is { } reason && context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            ? new Problem(ProblemKind.NoSilo, reason).ExecuteAsync(context)
            : next(context);
}
