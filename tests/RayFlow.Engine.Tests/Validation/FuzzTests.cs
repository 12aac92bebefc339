using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using RayFlow.Engine.Validation;
using RayFlow.Model.Flows;
using RayFlow.Nodes.Catalog;
using Xunit;

namespace RayFlow.Engine.Tests.Validation;

/// <summary>
/// Whatever a document says, it is answered with problems and never with an exception. A failure names its seed, which <c>CsCheck_Seed</c> runs again, and the
/// fewest changes that were found to do.
/// </summary>
public class FuzzTests
{
    private const int Rounds = 1500;

    private static readonly string[] Texts =
    [
        "", "start", "return", "log", "exec-in", "exec-out", "exec-body", "exec-error", "output-value", "output-error", "input-value", "input-collect", "all", "any", "n_of_m",
        "retry", "virtual://variables/get_n", "nodes/math/add.py", "\u0000", "😀", "flow_for_each", "flow_while", "flow_try", "flow_sequence", "flow_break", "math_add", "logic_if", "list[int]",
    ];

    [Fact]
    public void Parse_OfMutatedBytes_NeverThrows() => ByteChange.Gen.Array[1, 7].Sample(
        changes => Check(changes.Aggregate(Document(), (bytes, change) => change.Apply(bytes))),
        iter: Rounds);

    [Fact]
    public void Validate_OfMutatedDocuments_NeverThrows() => TreeChange.Gen.Array[1, 11].Sample(
        changes =>
        {
            var root = JsonNode.Parse(Document())!;
            Array.ForEach(changes, change => change.Apply(root));
            Check(Encoding.UTF8.GetBytes(root.ToJsonString()));
        },
        iter: Rounds);

    [Fact]
    public void Validate_OfEdgesBetweenRandomPins_NeverThrows() => NewEdge.Gen.Array[1, 29].Sample(
        added =>
        {
            var document = Draft.Parse(Encoding.UTF8.GetString(Program));
            Check(document with { Edges = [.. document.Edges, .. added.Select(edge => edge.In(document))] });
        },
        iter: Rounds);

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

    private static void Check(byte[] bytes)
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
            Check(parsed.Document);
        }
    }

    private static void Check(FlowDocument document)
    {
        var first = FlowValidator.Validate(document, NodeCatalog.BuiltIn.Types, FlowLimits.Default);
        var again = FlowValidator.Validate(document, NodeCatalog.BuiltIn.Types, FlowLimits.Default);

        Assert.True(first.SequenceEqual(again), "Not the same twice.");
        Assert.All(first, problem => Assert.False(string.IsNullOrWhiteSpace(problem.Message)));
    }

    /// <summary>Bytes that are put in, taken out, doubled or overwritten. Places count round.</summary>
    private sealed record ByteChange(int Kind, int At, int Length, byte Byte)
    {
        public static Gen<ByteChange> Gen { get; } = CsCheck.Gen.Select(
            CsCheck.Gen.Int[0, 4], CsCheck.Gen.Int[0, 9999], CsCheck.Gen.Int[0, 11], CsCheck.Gen.Byte, (kind, at, length, value) => new ByteChange(kind, at, length, value));

        public byte[] Apply(byte[] bytes)
        {
            var at = At % bytes.Length;
            var end = at + (Length % Math.Min(12, bytes.Length - at));
            return Kind switch
            {
                0 => [.. bytes[..at], Byte, .. bytes[at..]],
                1 => [.. bytes[..at], .. bytes[end..]],
                2 => [.. bytes[..end], .. bytes[at..]],
                3 => [.. bytes[..at], .. "{[]}\",:\\u0-1.e9"u8.Slice(Byte % 15, 1), .. bytes[at..]],
                _ => [.. bytes[..at], (byte)(32 + (Byte % 95)), .. bytes[(at + 1)..]],
            };
        }
    }

    /// <summary>A member or an element that is taken out, added or given another value. The steps lead to it from the root and count round.</summary>
    private sealed record TreeChange(int Kind, int[] Steps, string Name, JsonNode? Value)
    {
        private static readonly Gen<string> Text = CsCheck.Gen.Int[0, Texts.Length - 1].Select(i => Texts[i]);

        private static readonly Gen<JsonNode?> Values = CsCheck.Gen.OneOf(
            CsCheck.Gen.Const((JsonNode?)null),
            CsCheck.Gen.Int[-2, 299].Select(number => (JsonNode?)number),
            CsCheck.Gen.Double[0, 1e300].Select(number => (JsonNode?)number),
            CsCheck.Gen.Bool.Select(value => (JsonNode?)value),
            CsCheck.Gen.Select(CsCheck.Gen.Int[0, 4], Text, (number, text) => (JsonNode?)new JsonArray(number, text)),
            CsCheck.Gen.Select(Text, CsCheck.Gen.Int[0, 4], CsCheck.Gen.Int[-1, 3], (name, number, n) => (JsonNode?)new JsonObject { [name] = number, ["mode"] = "n_of_m", ["n"] = n }),
            CsCheck.Gen.Int[0, 0].Select(_ => (JsonNode?)new JsonObject()),
            Text.Select(text => (JsonNode?)text));

        public static Gen<TreeChange> Gen { get; } = CsCheck.Gen.Select(
            CsCheck.Gen.Int[0, 3], CsCheck.Gen.Int[0, 99].Array[1, 7], Text, Values, (kind, steps, name, value) => new TreeChange(kind, steps, name, value));

        public void Apply(JsonNode root)
        {
            var at = root;
            foreach (var step in Steps)
            {
                var child = at switch
                {
                    JsonObject { Count: > 0 } map => map.ElementAt(step % map.Count).Value,
                    JsonArray { Count: > 0 } list => list[step % list.Count],
                    _ => null,
                };
                if (child is null)
                {
                    break;
                }

                at = child;
            }

            switch (at.Parent)
            {
                case JsonObject map:
                    Change(map, at.GetPropertyName());
                    break;
                case JsonArray list:
                    Change(list, at.GetElementIndex());
                    break;
            }
        }

        public override string ToString() => $"{Kind} /{string.Join('/', Steps)} '{Name}' {Value?.ToJsonString() ?? "null"}";

        private void Change(JsonObject map, string name)
        {
            switch (Kind)
            {
                case 0:
                    map.Remove(name);
                    break;
                case 1:
                    map[Name] = Value?.DeepClone();
                    break;
                default:
                    map[name] = Value?.DeepClone();
                    break;
            }
        }

        private void Change(JsonArray list, int index)
        {
            switch (Kind)
            {
                case 0:
                    list.RemoveAt(index);
                    break;
                case 1:
                    list.Add(list[index]?.DeepClone());
                    break;
                default:
                    list[index] = Value?.DeepClone();
                    break;
            }
        }
    }

    /// <summary>An edge of the document, led to where another goes or from and to any nodes. Places count round.</summary>
    private sealed record NewEdge(int One, int Other, bool KeepsPins)
    {
        public static Gen<NewEdge> Gen { get; } = CsCheck.Gen.Select(
            CsCheck.Gen.Int[0, 99], CsCheck.Gen.Int[0, 99], CsCheck.Gen.Bool, (one, other, keepsPins) => new NewEdge(one, other, keepsPins));

        public FlowEdge In(FlowDocument document)
        {
            var (one, other) = (document.Edges[One % document.Edges.Count], document.Edges[Other % document.Edges.Count]);
            return KeepsPins
                ? one with { Id = null, Target = other.Target, TargetHandle = other.TargetHandle }
                : one with { Id = null, Source = document.Nodes[One % document.Nodes.Count].Id, Target = document.Nodes[Other % document.Nodes.Count].Id };
        }
    }
}
