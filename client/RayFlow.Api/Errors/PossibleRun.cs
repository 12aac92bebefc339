using Microsoft.AspNetCore.Http;

namespace RayFlow.Api.Errors;

/// <summary>
/// The run that a request starts. Whoever gets no answer to a start can look whether there is such a run; without an
/// idempotency key nobody but the server knows its id.
/// </summary>
internal static class PossibleRun
{
    private static readonly object Key = new();

    /// <summary>From here on the run may exist.</summary>
    public static void Note(HttpContext context, string runId) => context.Items[Key] = runId;

    /// <summary>An outage's problem, with the run that may have started all the same, if the request starts one.</summary>
    public static Problem Problem(HttpContext context, ProblemKind kind, string detail)
    {
        if (context.Items[Key] is not string runId)
        {
            return new Problem(kind, detail);
        }

        var address = $"/api/runs/{runId}";
        return new Problem(kind, $"{detail} Whether the run {runId} started can be seen at {address}.", writer => writer.WriteString("run_id"u8, runId)) { Location = address };
    }
}
