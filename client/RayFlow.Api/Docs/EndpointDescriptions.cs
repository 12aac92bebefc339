using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using RayFlow.Api.Bodies;
using RayFlow.Api.Errors;

namespace RayFlow.Api.Docs;

/// <summary>What endpoints say of themselves in the API description.</summary>
internal static class EndpointDescriptions
{
    /// <summary>Names an endpoint and says in a sentence what it does.</summary>
    public static TBuilder Named<TBuilder>(this TBuilder endpoint, string name, string summary)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithName(name).WithSummary(summary);

    /// <summary>The statuses with which an endpoint refuses, as problem details; 401 and 500 go without saying.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(
                status,
                status == ProblemKind.RunFailed.Status ? typeof(FailedRunBody) : typeof(ProblemBody),
                [Problem.ContentType]));
        }

        return endpoint;
    }

    /// <summary>The endpoint reads a JSON body; every other content type is answered with 415, and one for which there is no room with 429.</summary>
    public static RouteHandlerBuilder AcceptsJson<TShape>(this RouteHandlerBuilder endpoint, bool optional = false)
        where TShape : notnull => endpoint.Accepts<TShape>(isOptional: optional, JsonAnswer.ContentType).Refuses(ProblemKind.Busy.Status);
}
