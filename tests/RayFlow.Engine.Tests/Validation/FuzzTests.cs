using System.Text;
using System.Text.Json.Nodes;
using RayFlow.Engine.Validation;
using RayFlow.Model.Flows;
using RayFlow.Nodes.Catalog;
using Xunit;

namespace RayFlow.Engine.Tests.Validation;

/// <summary>Whatever a document says, it is answered with problems and never with an exception.</summary>
public class FuzzTests
{
    private const int Rounds = 1500;

    private static readonly string[] Texts =
    [
        "", "start", "return", "log", "exec-in", "exec-out", "exec-body", "exec-error", "output-value", "output-error", "input-value", "input-collect", "all", "any", "n_of_m",
        "retry", "virtual://variables/get_n", "nodes/math/add.py", "\u0000", "😀", "flow_for_each", "flow_while", "flow_try", "flow_sequence", "flow_break", "math_add", "logic_if", "list[int]",
    ];

    [Fact]
    public void Parse_OfMutatedBytes_NeverThrows()
    {
        for (var seed = 1; seed <= Rounds; seed++)
        {
            var random = new Random(seed);
            var bytes = Document().ToArray();
            for (var i = random.Next(1, 8); i > 0; i--)
            {
                bytes = MutateBytes(bytes, random);
            }

            Check(bytes, seed);
        }
    }

    [Fact]
    public void Validate_OfMutatedDocuments_NeverThrows()
    {
        for (var seed = 1; seed <= Rounds; seed++)
        {
            var random = new Random(seed);
            var root = JsonNode.Parse(Document())!;
            for (var i = random.Next(1, 12); i > 0; i--)
            {
                MutateTree(root, random);
            }

            Check(Encoding.UTF8.GetBytes(root.ToJsonString()), seed);
        }
    }

    [Fact]
    public void Validate_OfEdgesBetweenRandomPins_NeverThrows()
    {
        for (var seed = 1; seed <= Rounds; seed++)
        {
            var random = new Random(seed);
            var document = Draft.Parse(Encoding.UTF8.GetString(Program));
            var edges = document.Edges.ToList();
            for (var i = random.Next(1, 30); i > 0; i--)
            {
                var (one, other) = (edges[random.Next(edges.Count)], edges[random.Next(edges.Count)]);
                var (source, target) = (document.Nodes[random.Next(document.Nodes.Count)].Id, document.Nodes[random.Next(document.Nodes.Count)].Id);
                edges.Add(random.Next(2) == 0
                    ? one with { Id = null, Target = other.Target, TargetHandle = other.TargetHandle }
                    : one with { Id = null, Source = source, Target = target });
            }

            Check(document with { Edges = edges }, seed);
        }
    }

    private static byte[] Program { get; } =
        """
        variables [{"id":"n","name":"n","type":"int","default":0}]
        start start {"config":{"api_schema":{"items":{"type":"list"},"x":{"type":"int","default":1}}}}
        for flow_for_each {"constantValues":{"CONCURRENCY":2}}
        if logic_if {"inputValues":{"condition":true}}
        a log {"policy":{"on_error":"retry","max_attempts":3},"join":{"mode":"n_of_m","n":1}}
        b log {"inputValues":{"value":1},"join":"any"}
        stop flow_break
        add math_add {"inputValues":{"y":1}}
        while flow_while
        less logic_compare {"constantValues":{"OPERATOR":"<"},"inputValues":{"b":3}}
        up variables_increment {"config":{"variable_name":"n"}}
        try flow_try
        risky log {"inputValues":{"value":1}}
        caught log
        seq flow_sequence {"constantValues":{"COUNT":2}}
        s0 log {"inputValues":{"value":1}}
        s1 log
        ret return {"config":{"status_code":200}}
        start > for
        for.exec-body > if
        if.exec-true > a
        if.exec-false > b > stop
        for.exec-completed > while
        while.exec-body > up
        while.exec-completed > try
        try.exec-try > risky
        try.exec-catch > caught
        try.exec-finally > seq
        seq.exec-0 > s0
        seq.exec-1 > s1 > ret
        start.items > for.items
        start.x > add.x
        add.result > a.value
        a.value > for.collect
        while.index > less.a
        less.result > while.condition
        try.error > caught.value
        s0.value > s1.value
        for.collected > ret.all
        """u8.ToArray();

    private static byte[] Document() => Draft.Json(Encoding.UTF8.GetString(Program));

    private static void Check(byte[] bytes, int seed)
    {
        try
        {
            var parsed = FlowDocumentParser.Parse(bytes, FlowLimits.Default, NodeCatalog.BuiltIn.Types);
            Assert.True(parsed.Document is not null || parsed.Diagnostics.Count > 0, "No document and no problem.");
            foreach (var problem in parsed.Diagnostics.Where(problem => problem.Pointer.Length > 0))
            {
                Assert.NotNull(JsonLocator.Find(bytes, problem.Pointer));
            }

            if (parsed.Document is not null)
            {
                Assert.Equal(bytes, parsed.Document.Source.ToArray());
                Check(parsed.Document, seed);
            }
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"Seed {seed}: {Encoding.UTF8.GetString(bytes)}", failure);
        }
    }

    private static void Check(FlowDocument document, int seed)
    {
        var first = FlowValidator.Validate(document, NodeCatalog.BuiltIn.Types, FlowLimits.Default);
        var again = FlowValidator.Validate(document, NodeCatalog.BuiltIn.Types, FlowLimits.Default);

        Assert.True(first.SequenceEqual(again), $"Seed {seed}: not the same twice.");
        Assert.All(first, problem => Assert.False(string.IsNullOrWhiteSpace(problem.Message), $"Seed {seed}."));
    }

    private static byte[] MutateBytes(byte[] bytes, Random random)
    {
        var at = random.Next(bytes.Length);
        var length = random.Next(Math.Min(12, bytes.Length - at));
        return random.Next(5) switch
        {
            0 => [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]],
            1 => [.. bytes[..at], .. bytes[(at + length)..]],
            2 => [.. bytes[..at], .. bytes[at..(at + length)], .. bytes[at..]],
            3 => [.. bytes[..at], .. "{[]}\",:\\u0-1.e9"u8.Slice(random.Next(15), 1), .. bytes[at..]],
            _ => [.. bytes[..at], (byte)random.Next(32, 127), .. bytes[Math.Min(at + 1, bytes.Length)..]],
        };
    }

    private static void MutateTree(JsonNode root, Random random)
    {
        var at = root;
        while (at is JsonObject { Count: > 0 } or JsonArray { Count: > 0 } && random.Next(7) > 0)
        {
            var child = at is JsonObject map ? map.ElementAt(random.Next(map.Count)).Value : at.AsArray()[random.Next(at.AsArray().Count)];
            if (child is null || (child is JsonValue && random.Next(3) == 0))
            {
                break;
            }

            at = child;
        }

        switch (at.Parent)
        {
            case JsonObject map:
                Change(map, at.GetPropertyName(), random);
                break;
            case JsonArray list:
                Change(list, at.GetElementIndex(), random);
                break;
        }
    }

    private static void Change(JsonObject map, string name, Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                map.Remove(name);
                break;
            case 1:
                map[Texts[random.Next(Texts.Length)]] = RandomValue(random);
                break;
            default:
                map[name] = RandomValue(random);
                break;
        }
    }

    private static void Change(JsonArray list, int index, Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                list.RemoveAt(index);
                break;
            case 1:
                list.Add(list[index]?.DeepClone());
                break;
            default:
                list[index] = RandomValue(random);
                break;
        }
    }

    private static JsonNode? RandomValue(Random random) => random.Next(9) switch
    {
        0 => null,
        1 => random.Next(-2, 300),
        2 => random.NextDouble() * 1e300,
        3 => random.Next(2) == 0,
        4 => new JsonArray(random.Next(5), Texts[random.Next(Texts.Length)]),
        5 => new JsonObject { [Texts[random.Next(Texts.Length)]] = random.Next(5), ["mode"] = "n_of_m", ["n"] = random.Next(-1, 4) },
        6 => new JsonObject(),
        _ => Texts[random.Next(Texts.Length)],
    };
}
