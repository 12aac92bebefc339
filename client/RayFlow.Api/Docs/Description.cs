using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace RayFlow.Api.Docs;

/// <summary>The API's description: <c>/openapi/v1.json</c> (OpenAPI 3.1), and <c>/docs</c>, a page that shows it.</summary>
internal static class Description
{
    private const string Name = "v1";

    private const string About = """
        RayFlow runs typed node graphs as durable programs. `POST /api/flows/execute` runs a flow; `/api/flows/{name}` keeps flows;
        `/api/runs` shows and steers their runs.

        JSON is snake_case, times are UTC, durations are in seconds. Every refusal is problem details (RFC 9457) with a stable `code`.
        Lists are `{items, next_cursor}`.
        """;

    public static IServiceCollection AddRayFlowDescription(this IServiceCollection services) => services.AddOpenApi(Name, options =>
    {
        options.CreateSchemaReferenceId = type =>
            OpenApiOptions.CreateDefaultSchemaReferenceId(type) is { } id && id.EndsWith("Body", StringComparison.Ordinal) ? id[..^"Body".Length]
            : type.Type.IsEnum ? type.Type.Name
            : null;
        options.AddDocumentTransformer((document, _, _) =>
        {
            Describe(document);
            return Task.CompletedTask;
        });
    });

    public static void MapDescription(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi("/openapi/{documentName}.json");
        MapPage(routes);
    }

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "RayFlow",
            Version = typeof(Description).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0",
            Description = About,
            License = new OpenApiLicense { Name = "MIT" },
        };

        // The page is served by many names; a relative address is right under all of them.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.AddComponent("api_key", new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "Only if keys are configured: RayFlow:Api:ApiKeys. X-Api-Key does as well.",
        });
        document.Security = [[], new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("api_key", document)] = [] }];
        document.Extensions ??= new Dictionary<string, IOpenApiExtension>();
        document.Extensions["x-problem-codes"] = new JsonNodeExtension(ProblemCodes());
    }

    private static JsonArray ProblemCodes() => new([.. Errors.ProblemKind.All
        .Select(kind => (JsonNode)new JsonObject { ["code"] = kind.Code, ["status"] = kind.Status, ["title"] = kind.Title })]);

    /// <summary>Scalar with everything off that speaks to other servers, and forbidden to by the page's policy.</summary>
    private static void MapPage(IEndpointRouteBuilder routes) => routes
        .MapScalarApiReference("/docs", options =>
        {
            options.Title = "RayFlow API";
            options.DefaultFonts = false;
            options.Telemetry = false;
            options.HideClientButton = true;
            options.WithOpenApiRoutePattern("/openapi/{documentName}.json").AddDocument(Name).WithNonce().DisableAgent().DisableMcp().HideDeveloperTools();
        })
        .Add(page =>
        {
            var answer = page.RequestDelegate!;
            page.RequestDelegate = context =>
            {
                context.Response.OnStarting(() =>
                {
                    context.Response.Headers.ContentSecurityPolicy = Policy(context.Items[ScalarOptions.NonceHttpContextItemKey] as string);
                    return Task.CompletedTask;
                });
                return answer(context);
            };
        });

    private static string Policy(string? nonce) =>
        $"default-src 'none'; script-src 'self'{(nonce is null ? "" : $" 'nonce-{nonce}'")}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; " +
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}
