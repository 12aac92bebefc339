using System.Text.Json;
using System.Text.Json.Nodes;
using RayFlow.Api.Tests.Hosting;
using RayFlow.Api.Tests.Samples;

namespace RayFlow.Api.Tests.Replays;

/// <summary>
/// One recorded run: <c>flow.json</c> and <c>journal.jsonl</c> (an entry a line) as the database held them, byte for byte, <c>values.jsonl</c> with its
/// large values if it had any, and <c>told.json</c> with what was told of it.
/// </summary>
/// <param name="Name">Its folder below <c>golden</c>: the label of the recording, the sample, and for the runs that a sample starts a number.</param>
internal sealed record GoldenRun(string Name)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Root => Path.Combine(Checkout.Root, "tests", "RayFlow.Api.Tests", "golden");

    /// <summary>Every recorded run.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Directory.EnumerateFiles(Root, "journal.jsonl", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, Path.GetDirectoryName(file)!).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    private string Folder => Path.Combine(Root, Name);

    /// <summary>Whether there is a recording.</summary>
    public bool Exists => Directory.Exists(Folder);

    /// <summary>The folder of a sample's run under a label.</summary>
    public static GoldenRun Of(string label, Sample sample, int number = 0) =>
        new($"{label}/{sample.Name.Replace('/', '-')}{(number == 0 ? "" : $".{number}")}");

    /// <summary>Whether any recording of a sample is kept.</summary>
    public static bool IsKept(Sample sample) => Directory.EnumerateDirectories(Root).Any(label => Of(Path.GetFileName(label), sample).Exists);

    /// <summary>What was told.</summary>
    public JsonObject Told => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "told.json")))!.AsObject();

    /// <summary>Puts it into a database, as if it had been left there.</summary>
    public Task RestoreAsync(StoredRuns stored) => stored.WriteAsync(
        Told["run"]!["run_id"]!.GetValue<string>(),
        new StoredRun(File.ReadAllBytes(Path.Combine(Folder, "flow.json")), Lines("journal.jsonl"), Lines("values.jsonl")));

    /// <summary>Keeps a run.</summary>
    /// <exception cref="IOException">There is a recording already; none is ever overwritten.</exception>
    public void Keep(StoredRun run, JsonObject told)
    {
        if (Exists)
        {
            throw new IOException($"{Folder} is there already. A recording is kept for good; choose another label.");
        }

        Directory.CreateDirectory(Folder);
        File.WriteAllBytes(Path.Combine(Folder, "flow.json"), run.Flow);
        File.WriteAllLines(Path.Combine(Folder, "journal.jsonl"), run.Journal);
        File.WriteAllText(Path.Combine(Folder, "told.json"), told.ToJsonString(Indented) + "\n");
        if (run.Values.Count > 0)
        {
            File.WriteAllLines(Path.Combine(Folder, "values.jsonl"), run.Values);
        }
    }

    private string[] Lines(string file) => File.Exists(Path.Combine(Folder, file)) ? File.ReadAllLines(Path.Combine(Folder, file)) : [];
}
