using System.Text.Json;
using System.Text.RegularExpressions;
using RayFlow.Api.Tests.Hosting;

namespace RayFlow.Api.Tests.Docs;

public sealed class DescriptionTests
{
    [Fact]
    public async Task Description_Operations_AreNamedAndTellTheirRefusals()
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains());

        var api = await (await host.Http.GetAsync("/openapi/v1.json")).BodyAsync();

        Assert.StartsWith("3.", api.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var operations = api.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).Select(operation => operation.Value).ToList();
        Assert.All(operations, operation => Assert.NotEmpty(operation.GetProperty("summary").GetString()!));
        var names = operations.Select(operation => operation.GetProperty("operationId").GetString()).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.Superset(new HashSet<string?>(["Execute", "ExecuteFlow", "ValidateFlow", "SaveFlow", "ListRuns", "GetRunEvents", "SendSignal", "RerunFrom", "ListNodes"]), names.ToHashSet());
        var execute = api.GetProperty("paths").GetProperty("/api/flows/execute").GetProperty("post");
        Assert.Superset(new HashSet<string>(["200", "202", "400", "413", "415", "422", "503"]), execute.GetProperty("responses").EnumerateObject().Select(answer => answer.Name).ToHashSet());
        Assert.EndsWith(
            "/Execute",
            execute.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString(),
            StringComparison.Ordinal);
        Assert.True(api.GetProperty("components").GetProperty("schemas").GetProperty("Run").GetProperty("properties").TryGetProperty("waiting_for", out _));
    }

    [Fact]
    public async Task Page_EverythingItNeeds_ComesFromHere()
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains());

        var page = await host.Http.GetAsync("/docs/");
        var html = await page.Content.ReadAsStringAsync();
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        var parts = Regex.Matches(html, "(?:src|href)=\"([^\"]+)\"").Select(part => part.Groups[1].Value).Where(part => !part.StartsWith("data:", StringComparison.Ordinal)).ToList();

        Assert.True(page.IsSuccessStatusCode);
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotMatch("https?:|\\*|unsafe-eval", policy);
        Assert.NotEmpty(parts);
        foreach (var part in parts)
        {
            var response = await host.Http.GetAsync(new Uri(page.RequestMessage!.RequestUri!, part));
            Assert.True(response.IsSuccessStatusCode && response.RequestMessage!.RequestUri!.Host == host.Http.BaseAddress!.Host, part);
        }
    }

    [Fact]
    public async Task Description_ProblemCodes_AreListed()
    {
        await using var host = await ApiHost.StartAsync(new ScriptedGrains());

        var api = await (await host.Http.GetAsync("/openapi/v1.json")).BodyAsync();

        var codes = api.GetProperty("x-problem-codes").EnumerateArray().Select(kind => kind.GetProperty("code").GetString()).ToList();
        Assert.Equal(Errors.ProblemKind.All.Select(kind => kind.Code), codes);
        Assert.Equal(codes.Count, codes.Distinct().Count());
    }

    [Fact]
    public void ProblemKinds_Declared_AreAllListed()
    {
        var declared = typeof(Errors.ProblemKind).GetFields().Where(field => field.FieldType == typeof(Errors.ProblemKind)).Select(field => (Errors.ProblemKind)field.GetValue(null)!);

        Assert.Equal(declared.OrderBy(kind => kind.Code), Errors.ProblemKind.All.OrderBy(kind => kind.Code));
    }
}
