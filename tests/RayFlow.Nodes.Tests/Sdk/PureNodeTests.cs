using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using Xunit;

namespace RayFlow.Nodes.Tests.Sdk;

public sealed class PureNodeTests
{
    [Fact]
    public void Function_OfAPureNode_SharesNothingBetweenCalls()
    {
        using var folder = new NodeFolder().WithPure("t/counter.cs", "_calls++; Result = _calls;", "private long _calls;");
        using var catalog = folder.Load();
        var function = Bind(catalog, "t_counter");
        var wrong = 0;

        Parallel.For(0, 10_000, _ =>
        {
            var outputs = new Value[1];
            function([Value.Null], outputs, null);
            if (outputs[0] != 1L)
            {
                Interlocked.Increment(ref wrong);
            }
        });

        Assert.Equal(0, wrong);
    }

    [Fact]
    public void Function_OfAPureNodeThatThrows_FailsWithACode()
    {
        using var folder = new NodeFolder().WithPure("t/thrower.cs", "throw new FormatException(\"odd\");");
        using var catalog = folder.Load();

        var failure = Assert.Throws<NodeException>(() => Bind(catalog, "t_thrower")([Value.Null], new Value[1], null));

        Assert.Equal(new NodeError("node_failed", "odd", Retryable: true), failure.Error);
    }

    [Fact]
    public void Settings_OfANode_AreThoseOfItsInstance()
    {
        using var folder = new NodeFolder().WithPure(
            "t/scale.cs",
            "Result = $\"{Factor} {HttpTimeoutSeconds} {Mode} {Labels?.Length}\";",
            """
            [Constant] public long Factor { get; set; } = 2;
            [Constant] public double HttpTimeoutSeconds { get; set; } = 1.5;
            [Config(Choices = new object[] { "a", "b" })] public string Mode { get; set; } = "a";
            [Config] public string[]? Labels { get; set; }
            """);
        using var catalog = folder.Load();
        Assert.True(catalog.Types.TryGet("t_scale", out var type));

        Assert.Equal(["FACTOR", "HTTP_TIMEOUT_SECONDS"], type.Descriptor.Constants.Select(constant => constant.Name));
        Assert.Equal("\"2 1.5 a \"", Evaluate(type, NodeSettings.Empty));
        Assert.Equal("\"3 4 b 2\"", Evaluate(type, new NodeSettings(
            ValueMap.Of(("FACTOR", 3L), ("HTTP_TIMEOUT_SECONDS", 4L), ("UNKNOWN", 1L)),
            ValueMap.Of(("mode", "b"), ("labels", ValueList.Create(["x", "y"]))),
            [])));
    }

    [Fact]
    public void Catalog_Disposed_LetsItsCodeGo()
    {
        var code = LoadAndForget();

        for (var i = 0; i < 20 && code.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(code.IsAlive);
    }

    // Not inlined, or the caller's frame would keep what it loads.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference LoadAndForget()
    {
        using var folder = new NodeFolder().WithPure("t/node.cs", "Result = Value;");
        using var catalog = folder.Load();
        Bind(catalog, "t_node")([1L], new Value[1], null);
        return new WeakReference(AssemblyLoadContext.All.Single(context => context.Name?.Contains(folder.Path, StringComparison.Ordinal) == true));
    }

    private static PureFunction Bind(Nodes.Catalog.NodeCatalog catalog, string type) =>
        catalog.Types.TryGet(type, out var found) ? found.Bind!(NodeSettings.Empty) : throw new ArgumentException(type);

    private static string Evaluate(NodeType type, NodeSettings settings)
    {
        var outputs = new Value[1];
        type.Bind!(settings)([Value.Null], outputs, null);
        return outputs[0].ToString();
    }
}
