using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;
using Xunit;

namespace RayFlow.Nodes.Tests.Catalog;

public sealed class RunTests
{
    [Fact]
    public async Task RunAsync_OfANodeThatThrows_FailsWithItsMessage()
    {
        using var folder = new NodeFolder().WithEffect("t/node.cs", "throw new InvalidOperationException(\"out of paper\");");

        var result = await folder.RunAsync("t_node");

        Assert.Equal(new NodeError("node_failed", "out of paper", Retryable: true), result.Error);
        Assert.False(result.IsCompleted);
    }

    [Fact]
    public async Task RunAsync_OfANodeThatFailsWithACode_KeepsIt()
    {
        using var folder = new NodeFolder().WithEffect("t/node.cs", "throw new NodeException(\"no_paper\", \"Add paper.\");");

        var result = await folder.RunAsync("t_node");

        Assert.Equal(new NodeError("no_paper", "Add paper.", Retryable: false), result.Error);
    }

    [Fact]
    public async Task RunAsync_OfANodeThatThrowsBeforeItsFirstAwait_Fails()
    {
        using var folder = new NodeFolder().With("t/node.cs", """
            public sealed class Subject : EffectNode
            {
                public override Task RunAsync(NodeContext context, CancellationToken cancellationToken) => throw new ArgumentException("at once");
            }
            """);

        Assert.Equal("at once", (await folder.RunAsync("t_node")).Error!.Message);
    }

    [Fact]
    public async Task RunAsync_OfANodeThatIsCancelledFromWithin_Fails()
    {
        // As HttpClient does at its own timeout.
        using var folder = new NodeFolder().WithEffect("t/node.cs", "throw new TaskCanceledException(\"its own timeout\");");

        Assert.Equal(new NodeError("node_failed", "its own timeout"), (await folder.RunAsync("t_node")).Error);
    }

    [Theory]
    [InlineData("await Task.Delay(-1, cancellationToken);")]
    [InlineData("await new TaskCompletionSource().Task;")]
    [InlineData("new ManualResetEventSlim().Wait();")]
    public async Task RunAsync_OfANodeThatHangs_EndsWhenCancelled(string hang)
    {
        using var folder = new NodeFolder().WithEffect("t/node.cs", $"await context.EmitEventAsync(\"started\", 1L, default); {hang}");
        using var cancellation = new CancellationTokenSource();
        var context = Contexts.New(events: async (_, _, _) =>
        {
            await cancellation.CancelAsync();
            return 0;
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => folder.RunAsync("t_node", context: context, cancellationToken: cancellation.Token));
    }

    [Theory]
    [InlineData("[Output] public string Text { get; set; } = \"\";", "Text = null!;", "bad_output", "Output 'text' is declared as str, but the node gave null.")]
    [InlineData("[Output(Type = \"list[int]\")] public ValueList Items { get; set; } = ValueList.Empty;", "Items = [\"a\"];", "bad_output", "Output 'items' is declared as list[int], but the node gave list.")]
    [InlineData("[Output(Type = \"int\")] public Value Count { get; set; } = 0L;", "Count = Value.Null;", "bad_output", "Output 'count' is declared as int, but the node gave null.")]
    [InlineData("[Output] public double Ratio { get; set; }", "Ratio = double.NaN;", "not_finite", "A result is not a number; a float must be finite.")]
    [InlineData("[Output] public string Text { get; set; } = \"\";", "Text = new string('x', 20_000_000);", "too_large", "Output 'text' would have 20,000,002 characters or more; the limit is 16,777,216.")]
    public async Task RunAsync_OfANodeThatGivesWhatItDidNotDeclare_FailsAndMayBeRetried(string output, string run, string code, string message)
    {
        using var folder = new NodeFolder().WithEffect("t/node.cs", run, output);

        var error = (await folder.RunAsync("t_node")).Error!;

        Assert.Equal((code, message, true), (error.Code, error.Message, error.Retryable));
    }

    [Fact]
    public async Task RunAsync_OfAValueThatIsExponentiallyLarge_FailsWithTooLarge()
    {
        // Each list holds the one before ten times: 10^20 items in a kilobyte of memory.
        using var folder = new NodeFolder().WithEffect("t/node.cs", "Value v = 1L; for (var i = 0; i < 20; i++) { v = ValueList.Create([v,v,v,v,v,v,v,v,v,v]); } Result = v;");

        Assert.Equal("too_large", (await folder.RunAsync("t_node")).Error!.Code);
    }

    [Fact]
    public async Task RunAsync_OfAValueThatNestsTooDeep_FailsWithTooDeep()
    {
        using var folder = new NodeFolder().WithEffect("t/node.cs", "Value v = 1L; for (var i = 0; i < 129; i++) { v = ValueList.Create([v]); } Result = v;");

        Assert.Equal("too_deep", (await folder.RunAsync("t_node")).Error!.Code);
    }

    [Fact]
    public async Task RunAsync_OfAPureNode_EvaluatesIt()
    {
        using var folder = new NodeFolder().WithPure("t/node.cs", "Result = Value;");

        Assert.Equal(7L, (await folder.RunAsync("t_node", ValueMap.Of(("value", 7L)))).Outputs!["result"]);
        Assert.Equal(Value.Null, (await folder.RunAsync("t_node")).Outputs!["result"]);
    }

    [Fact]
    public async Task RunAsync_OfAPureNodeThatReadsVariables_GivesThem()
    {
        using var folder = new NodeFolder().WithPure("t/node.cs", "Result = All;", "[ReadsVariables(VariableAccess.All)] public ValueMap All { get; set; } = ValueMap.Empty;");
        var variables = new FakeVariables { Held = ValueMap.Of(("a", 1L)) };

        Assert.Equal("{\"a\":1}", (await folder.RunAsync("t_node", context: Contexts.New(variables))).Outputs!["result"].ToString());
    }

    [Fact]
    public async Task RunAsync_WithAnInputMissingOrOfAnotherType_Fails()
    {
        using var folder = new NodeFolder().WithEffect("t/node.cs", "Result = Count;", "[Input] public required long Count { get; set; }");

        Assert.Equal("missing_input", (await folder.RunAsync("t_node")).Error!.Code);
        Assert.Equal("bad_input", (await folder.RunAsync("t_node", ValueMap.Of(("count", "x")))).Error!.Code);
    }

    [Fact]
    public async Task Context_OfANode_SaysWhichAttemptOfWhatItIs()
    {
        using var folder = new NodeFolder().WithEffect("t/node.cs", "Result = $\"{context.IdempotencyKey} {context.Attempt}\";");

        Assert.Equal("run/for1[3]/node 1", (await folder.RunAsync("t_node")).Outputs!["result"]);
    }

    [Fact]
    public async Task Log_OfAFailedAttempt_IsKept()
    {
        using var folder = new NodeFolder().WithEffect("t/node.cs", "context.Log(NodeLogLevel.Debug, \"before\"); throw new Exception(\"x\");");

        Assert.Equal("before", Assert.Single((await folder.RunAsync("t_node")).Log).Message);
    }

    [Fact]
    public async Task Log_OfVeryManyLines_IsCut()
    {
        using var folder = new NodeFolder().WithEffect("t/node.cs", "for (var i = 0; i < 5000; i++) { context.Log(NodeLogLevel.Info, \"line\"); }");

        var log = (await folder.RunAsync("t_node")).Log;

        Assert.Equal(NodeContext.MaxLogLines + 1, log.Count);
        Assert.Equal(NodeLogLevel.Warning, log[^1].Level);
    }
}
