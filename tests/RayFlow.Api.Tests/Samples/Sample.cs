using System.Text.Json.Nodes;
using RayFlow.Api.Tests.Hosting;

namespace RayFlow.Api.Tests.Samples;

/// <summary>A sample's folder.</summary>
/// <param name="Name">Its path below the samples, with slashes.</param>
internal sealed record Sample(string Name)
{
    private string Folder => Path.Combine(Checkout.Samples, Name);

    /// <summary>Every sample, by name.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Directory.EnumerateFiles(Checkout.Samples, "flow.json", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Checkout.Samples, Path.GetDirectoryName(file)!).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    public JsonNode Flow => Read("flow.json");

    public JsonNode Input => Read("input.json");

    public JsonNode Expected => Read("expected.json");

    /// <summary>What is done to the run from outside, in order; empty for a sample that runs by itself.</summary>
    public JsonArray Acts => File.Exists(Path.Combine(Folder, "acts.json")) ? Read("acts.json").AsArray() : [];

    public string Readme => File.ReadAllText(Path.Combine(Folder, "README.md"));

    /// <summary>The flows that are saved before it runs, by name.</summary>
    public IEnumerable<(string Name, string Document)> SavedFlows => Directory.Exists(Path.Combine(Folder, "flows"))
        ? Directory.EnumerateFiles(Path.Combine(Folder, "flows"), "*.json").Order(StringComparer.Ordinal).Select(file => (Path.GetFileNameWithoutExtension(file), File.ReadAllText(file)))
        : [];

    private JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, file)))!;
}
