using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Catalog;
using Xunit;

namespace RayFlow.Nodes.Tests.Sdk;

/// <summary>Properties of every C# type that a pin may have, there and back.</summary>
public sealed class PinTypeTests
{
    private const string Source = """
        [Node(Category = "ignored", Label = "Every type", Icon = "shapes", Description = "One pin per type.")]
        public sealed class Subject : PureNode
        {
            [Input, Output] public required long Long { get; set; }
            [Input, Output] public required int Int { get; set; }
            [Input, Output] public required double Double { get; set; }
            [Input, Output] public required Number Number { get; set; }
            [Input, Output] public required bool Bool { get; set; }
            [Input, Output] public required string Text { get; set; }
            [Input, Output] public required ValueMap Map { get; set; }
            [Input, Output] public required ValueList List { get; set; }
            [Input, Output] public required Value Any { get; set; }
            [Input, Output] public required long[] Array { get; set; }
            [Input, Output] public required List<string> Strings { get; set; }
            [Input, Output] public required IReadOnlyList<double> Doubles { get; set; }
            [Input, Output] public required IReadOnlyList<Value> Values { get; set; }
            [Input, Output] public required Dictionary<string, bool> Flags { get; set; }
            [Input, Output] public required IReadOnlyDictionary<string, long[]> Nested { get; set; }
            [Input, Output] public long? MaybeLong { get; set; }
            [Input, Output] public string? MaybeText { get; set; }
            [Input, Output] public Value? MaybeAny { get; set; }
            [Input, Output(Type = "list[number]")] public ValueList Narrow { get; set; } = [];
            [Input("odd_name"), Output] public bool WithDefault { get; set; } = true;
            public override void Evaluate() { }
        }
        """;

    private static readonly string[] Written =
    [
        "long:int=-9223372036854775808", "int:int=7", "double:float=2.0", "number:number=1", "bool:bool=true", "text:str=\"a\"",
        "map:dict={\"a\":1}", "list:list=[1,\"a\"]", "any:any=null", "array:list[int]=[1,2]", "strings:list[str]=[\"a\"]",
        "doubles:list[float]=[1.0]", "values:list=[null]", "flags:dict[str,bool]={\"f\":false}", "nested:dict[str,list[int]]={\"n\":[1]}",
    ];

    [Fact]
    public void Descriptor_OfEveryType_HasThePinsType()
    {
        using var folder = new NodeFolder().With("test/types.cs", Source);
        using var catalog = folder.Load();
        Assert.True(catalog.Types.TryGet("test_types", out var type), string.Join('\n', catalog.Descriptors.SelectMany(node => node.Problems)));
        var node = type.Descriptor;

        Assert.Equal(("test", "Every type", "shapes", "One pin per type."), (node.Category, node.Label, node.Icon, node.Description));
        Assert.Equal(Written.Select(pin => pin.Split('=')[0]), node.Inputs.Take(Written.Length).Select(pin => $"{pin.Name}:{pin.Type}"));
        Assert.All(node.Inputs.Take(Written.Length), pin => Assert.True(pin.Required));
        Assert.Equal(
            ["maybe_long:int=null True", "maybe_text:str=null True", "maybe_any:any=null True", "narrow:list=[] False", "odd_name:bool=true False"],
            node.Inputs.Skip(Written.Length).Select(pin => $"{pin.Name}:{pin.Type}={pin.Default} {pin.Nullable}"));
        Assert.Equal("list[number]", node.Outputs.Single(pin => pin.Name == "narrow").Type.ToString());
    }

    [Fact]
    public async Task Values_OfEveryType_ComeOutAsTheyWentIn()
    {
        var inputs = ValueMap.Create(Written.Select(pin => KeyValuePair.Create(pin.Split(':')[0], ValueJson.Parse(pin.Split('=')[1]))));

        var outputs = (await RunAsync(inputs)).Outputs!;

        Assert.Equal(
            inputs.Select(entry => $"{entry.Key}={entry.Value}").Concat(["maybe_long=null", "maybe_text=null", "maybe_any=null", "narrow=[]", "with_default=true"]),
            outputs.Select(entry => $"{entry.Key}={entry.Value}"));
    }

    [Fact]
    public async Task NullableInputs_Given_ComeOutAsTheyWentIn()
    {
        var inputs = ValueMap.Create(Written.Select(pin => KeyValuePair.Create(pin.Split(':')[0], ValueJson.Parse(pin.Split('=')[1]))))
            .With("maybe_long", 5L).With("maybe_text", "t").With("maybe_any", Value.Null).With("narrow", ValueList.Create([1L, 1.5])).With("odd_name", false);

        var outputs = (await RunAsync(inputs)).Outputs!;

        Assert.Equal("5 \"t\" null [1,1.5] false", string.Join(' ', outputs.Skip(Written.Length).Select(entry => entry.Value.ToString())));
    }

    [Fact]
    public async Task IntProperty_BeyondThirtyTwoBits_FailsWithBadInput()
    {
        var inputs = ValueMap.Create(Written.Select(pin => KeyValuePair.Create(pin.Split(':')[0], ValueJson.Parse(pin.Split('=')[1])))).With("int", 1L << 31);

        Assert.Equal(new NodeError("bad_input", "2147483648 does not fit a 32-bit integer.", Retryable: false), (await RunAsync(inputs)).Error);
    }

    private static async Task<NodeResult> RunAsync(ValueMap inputs)
    {
        using var folder = new NodeFolder().With("test/types.cs", Source);
        return await folder.RunAsync("test_types", inputs);
    }
}
