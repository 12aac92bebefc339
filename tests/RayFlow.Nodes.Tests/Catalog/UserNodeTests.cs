using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Catalog;
using Xunit;

namespace RayFlow.Nodes.Tests.Catalog;

public sealed class UserNodeTests
{
    [Fact]
    public void Load_OfAFolder_NamesTypesByTheirFiles()
    {
        using var folder = new NodeFolder()
            .WithPure("text/shout.cs", "Result = Value;")
            .WithPure("text/deep/Very-Deep.cs", "Result = Value;")
            .WithPure("plain.cs", "Result = Value;")
            .With("bin/text/left_over.cs", "this is no node")
            .With("obj/generated.cs", "this is no node")
            .With(".hidden/editor.cs", "this is no node")
            .With("text/readme.md", "this is no node");
        using var catalog = folder.Load();

        var users = catalog.Descriptors.Where(node => node.Origin == NodeOrigin.User).Select(node => $"{node.Category}: {node.Type}");

        Assert.Equal(["base: plain", "text: text_deep_very_deep", "text: text_shout"], users);
    }

    [Fact]
    public void Load_OfABrokenFile_ReportsLineColumnAndMessageAndStopsNothingElse()
    {
        using var folder = new NodeFolder()
            .With("text/broken.cs", "public sealed class Broken : PureNode\n{\n    public override void Evaluate() => Nonsense();\n}\n")
            .WithPure("text/fine.cs", "Result = Value;");
        using var catalog = folder.Load();

        var broken = catalog.Descriptors.Single(node => node.Type == "text_broken");
        var problem = Assert.Single(broken.Problems);
        Assert.Equal(("text/broken.cs", 3, 40), (problem.File, problem.Line, problem.Column));
        Assert.Contains("'Nonsense'", problem.Message, StringComparison.Ordinal);
        AssertIsBroken(catalog, "text_broken");
        Assert.True(catalog.Types.TryGet("text_fine", out _));
        Assert.True(catalog.Types.TryGet("math_add", out _));
    }

    [Theory]
    [InlineData("", 1, 1, "No class here derives from PureNode or EffectNode.")]
    [InlineData("public sealed class A : PureNode { public override void Evaluate() { } }\npublic sealed class B : PureNode { public override void Evaluate() { } }", 1, 1, "2 classes here are nodes (A, B). Give each a file of its own.")]
    [InlineData("public sealed class A : PureNode\n{\n    [Input] public required DateTime At { get; set; }\n    public override void Evaluate() { }\n}", 3, 38, "Property 'At' has the type DateTime, which is no pin's. Use long, double, Number, string, bool, ValueMap, ValueList, Value, or a list or dictionary of them.")]
    [InlineData("public sealed class A : PureNode\n{\n    [Input] public string Text { get; set; }\n    public override void Evaluate() { }\n}", 3, 27, "Property 'Text' is null by default. Give it an initialiser, or make it 'required' or nullable.")]
    [InlineData("public sealed class A : PureNode\n{\n    [Input] public string Text { get; } = \"\";\n    public override void Evaluate() { }\n}", 3, 27, "Property 'Text' has no setter.")]
    [InlineData("public sealed class A : PureNode\n{\n    [Output(\"x\")] public long P { get; set; }\n    [Output(\"x\")] public long Q { get; set; }\n    public override void Evaluate() { }\n}", 4, 31, "There are two outputs with the name 'x'.")]
    [InlineData("public sealed class A : PureNode\n{\n    [Input(Type = \"list[nothing]\")] public required ValueList Items { get; set; }\n    public override void Evaluate() { }\n}", 3, 63, "Property 'Items' cannot be a pin of the type 'list[nothing]'.")]
    [InlineData("public sealed class A(int x) : PureNode\n{\n    public override void Evaluate() { }\n}", 1, 21, "Class 'A' needs a constructor without parameters.")]
    [InlineData("public sealed class A : PureNode\n{\n    public A() => throw new InvalidOperationException(\"not today\");\n    public override void Evaluate() { }\n}", 1, 21, "Class 'A' cannot be constructed: not today")]
    public void Load_OfAFileThatMakesNoNode_SaysWhatToDoAndWhere(string source, int line, int column, string message)
    {
        using var folder = new NodeFolder().With("test/subject.cs", source);
        using var catalog = folder.Load();

        var problem = Assert.Single(catalog.Descriptors.Single(node => node.Type == "test_subject").Problems);

        Assert.Equal(new NodeProblem("test/subject.cs", line, column, message), problem);
    }

    [Fact]
    public void Load_OfAFileWithoutAName_IsReported()
    {
        using var folder = new NodeFolder().WithPure("text/2 fast.cs", "Result = Value;").WithPure("9/x.cs", "Result = Value;");
        using var catalog = folder.Load();

        Assert.Equal(2, catalog.Descriptors.Count(node => node.Problems is [{ Message: var message }] && message.Contains("makes no node type", StringComparison.Ordinal)));
    }

    [Fact]
    public void Load_OfTwoFilesForOneType_UsesNeither()
    {
        using var folder = new NodeFolder().WithPure("text/say_hi.cs", "Result = 1L;").WithPure("text/say/hi.cs", "Result = 2L;");
        using var catalog = folder.Load();

        AssertIsBroken(catalog, "text_say_hi");
        Assert.Contains("as well", Assert.Single(catalog.Descriptors.Single(node => node.Type == "text_say_hi").Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_OfANodeWithABuiltInName_ReplacesIt()
    {
        using var folder = new NodeFolder().WithPure("math/add.cs", "Result = \"mine\";");

        var result = await folder.RunAsync("math_add");

        Assert.Equal("mine", result.Outputs!["result"]);
    }

    [Fact]
    public void Load_OfABrokenNodeWithABuiltInName_HidesIt()
    {
        using var folder = new NodeFolder().With("math/add.cs", "broken");
        using var catalog = folder.Load();

        AssertIsBroken(catalog, "math_add");
        Assert.NotEmpty(catalog.Descriptors.Single(node => node.Type == "math_add").Problems);
    }

    [Fact]
    public void Load_OfANodeWithAControlNodesName_LeavesTheControlNode()
    {
        using var folder = new NodeFolder().WithPure("start.cs", "Result = Value;");
        using var catalog = folder.Load();

        Assert.True(catalog.Types.TryGet("start", out var start));
        Assert.Equal(NodeOrigin.Builtin, start.Descriptor.Origin);
        Assert.Contains("cannot be replaced", catalog.Descriptors.Single(node => node.Type == "start" && node.Origin == NodeOrigin.User).Problems[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfPureNodes_MakesThemHeavyUnlessLight()
    {
        using var folder = new NodeFolder()
            .WithPure("a/heavy.cs", "Result = Value;")
            .With("a/light.cs", "[Node(Light = true)] public sealed class L : PureNode { public override void Evaluate() { } }")
            .WithEffect("a/effect.cs", "Result = 1L;");
        using var catalog = folder.Load();

        Assert.Equal(["a_heavy"], catalog.Descriptors.Where(node => node.Heavy).Select(node => node.Type));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("/no/such/folder")]
    public void Load_WithoutAFolder_HasTheBuiltInNodes(string? folder)
    {
        using var catalog = NodeCatalog.Load(new NodeCatalogOptions { UserNodeDirectory = folder });

        Assert.Equal(NodeCatalog.BuiltIn.Descriptors, catalog.Descriptors);
    }

    [Fact]
    public async Task Sample_Greet_Greets()
    {
        using var catalog = NodeCatalog.Load(new NodeCatalogOptions { UserNodeDirectory = Path.Combine(Checkout.Root, "client/samples/nodes") });

        var result = await catalog.RunAsync(
            "text_greet", ValueMap.Of(("name", "Ada")), new NodeSettings(ValueMap.Of(("SHOUT", true)), ValueMap.Empty, []), Contexts.New(), TaskScheduler.Default, CancellationToken.None);

        Assert.Equal("HELLO, ADA!", result.Outputs!["text"]);
    }

    [Fact]
    public void Guard_OfACatalogue_IsForPureNodesOfUsersThatAreEvaluatedInTheRun()
    {
        using var folder = new NodeFolder()
            .With("a/light.cs", "[Node(Light = true)] public sealed class L : PureNode { public override void Evaluate() { } }")
            .With("a/heavy.cs", "public sealed class H : PureNode { public override void Evaluate() { } }");
        var guarded = new List<string>();
        using var catalog = NodeCatalog.Load(new NodeCatalogOptions { UserNodeDirectory = folder.Path }, (type, function) =>
        {
            guarded.Add(type);
            return function;
        });

        foreach (var type in catalog.Types.All.Where(type => type.Descriptor is { Kind: NodeKind.Pure, Constants: [], Config: [] }))
        {
            type.Bind!(NodeSettings.Empty);
        }

        Assert.Equal(["a_light"], guarded);
    }

    /// <summary>Flows can name it, so that the validator can say what is wrong with it, and nothing can run it.</summary>
    private static void AssertIsBroken(NodeCatalog catalog, string type)
    {
        Assert.True(catalog.Types.TryGet(type, out var found));
        Assert.Null(found.Bind);
        Assert.NotEmpty(found.Descriptor.Problems);
    }
}
