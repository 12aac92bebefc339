using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RayFlow.GrainInterfaces.Failures;
using RayFlow.Grains.Nodes;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Tests.Attempts;

public sealed class LightNodesTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ManualResetEventSlim _release = new();
    private readonly SiloProblems _problems = new();
    private readonly List<LightNodes> _all = [];

    [Fact]
    public void Function_UnderTheWatch_GivesWhatItGives()
    {
        var function = Nodes(seconds: 60).Guard("a", (inputs, outputs, variables) =>
        {
            outputs[0] = inputs[1];
            outputs[1] = variables!["v"];
        });
        var given = new Value[2];

        for (var i = 0; i < 100; i++)
        {
            function([1L, (long)i], given, ValueMap.Of(("v", "x")));
            Assert.Equal([(long)i, "x"], given);
        }
    }

    [Fact]
    public void Function_ThatThrows_ThrowsTheSame()
    {
        var function = Nodes(seconds: 60).Guard("a", (_, _, _) => throw new NodeException("mine", "It is mine."));

        Assert.Equal("mine", Assert.Throws<NodeException>(() => function([], [], null)).Error.Code);
    }

    [Fact]
    public async Task Function_ThatDoesNotEnd_IsGivenUpAndOthersGoOn()
    {
        var nodes = Nodes(seconds: 0.1);

        var fault = Assert.Throws<RunFaultException>(() => nodes.Guard("endless", Spin)([], [], null));

        Assert.Equal(("node_too_slow", false), (fault.Error.Code, fault.Error.Retryable));
        Assert.StartsWith("Node type 'endless' took longer than 0.1 s,", fault.Message, StringComparison.Ordinal);
        Assert.Equal(1, nodes.Stuck);
        nodes.Guard("quick", (_, _, _) => { })([], [], null);
        Assert.Empty(_problems.Reasons);
        _release.Set();
        await UntilAsync(() => nodes.Stuck == 0);
    }

    [Fact]
    public async Task Type_ThatHoldsTooManyThreads_IsRefusedAlone()
    {
        var nodes = Nodes(seconds: 0.05, maxStuck: 2);
        var endless = nodes.Guard("endless", Spin);
        Assert.Throws<RunFaultException>(() => endless([], [], null));
        Assert.Throws<RunFaultException>(() => endless([], [], null));

        var refused = Assert.Throws<RunFaultException>(() => endless([], [], null));

        Assert.Equal("busy", refused.Error.Code);
        Assert.StartsWith("2 threads are held by nodes that do not end: endless (2).", _problems.Reasons["light_nodes"], StringComparison.Ordinal);
        nodes.Guard("quick", (_, _, _) => { })([], [], null);
        _release.Set();
        await UntilAsync(() => nodes.Stuck == 0);
        Assert.Empty(_problems.Reasons);
        endless([], [], null);
    }

    public void Dispose()
    {
        _release.Set();
        _all.ForEach(nodes => nodes.Dispose());
    }

    private LightNodes Nodes(double seconds, int maxStuck = 10)
    {
        var nodes = new LightNodes(Options.Create(new LightNodeOptions { LightSeconds = seconds, LightMaxStuck = maxStuck }), _problems, NullLogger<LightNodes>.Instance);
        _all.Add(nodes);
        return nodes;
    }

    private void Spin(ReadOnlySpan<Value> inputs, Span<Value> outputs, ValueMap? variables)
    {
        while (!_release.IsSet)
        {
            Thread.SpinWait(1000);
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
        {
            await Task.Delay(20, patience.Token);
        }
    }
}
