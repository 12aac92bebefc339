using System.Collections.Concurrent;
using System.Diagnostics;
using Orleans.Hosting;
using Orleans.TestingHost;

namespace Orleans.Tests.Calls;

public sealed class ActivityTests : IAsyncLifetime
{
    private readonly ActivitySource _source = new(nameof(ActivityTests));
    private readonly ConcurrentBag<Activity> _stopped = [];
    private readonly ActivityListener _listener;
    private readonly InProcessTestCluster _cluster = new InProcessTestClusterBuilder(1)
        .ConfigureSilo((_, silo) => silo.AddActivityPropagation())
        .ConfigureClient(client => client.AddActivityPropagation())
        .Build();

    public ActivityTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("Microsoft.Orleans", StringComparison.Ordinal) || source.Name == _source.Name,
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _stopped.Add,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync()
    {
        await _cluster.DisposeAsync();
        _listener.Dispose();
        _source.Dispose();
    }

    [Fact]
    public async Task Activity_OfTheCaller_IsTheParentOfTheGrainsActivity()
    {
        using var root = _source.StartActivity("root")!;
        var grain = _cluster.Client.GetGrain<ITracedGrain>(SharedCluster.NewKey());

        var (trace, baggage) = await grain.Trace(_cluster.Client.GetGrain<ITracedGrain>(SharedCluster.NewKey()));

        Assert.Equal(root.TraceId.ToString(), trace);
        Assert.Equal("none", baggage);
        Assert.Same(root, Activity.Current);
        var spans = _stopped.Where(activity => activity.TraceId == root.TraceId).ToDictionary(activity => activity.SpanId);
        var inner = spans.Values.Single(activity => activity.Kind == ActivityKind.Server && activity.OperationName.EndsWith("TraceHere", StringComparison.Ordinal));

        // Server of the inner call, its client, server of the outer call, its client, root.
        Assert.Equal(ActivityKind.Client, spans[inner.ParentSpanId].Kind);
        Assert.Equal(ActivityKind.Server, spans[spans[inner.ParentSpanId].ParentSpanId].Kind);
        Assert.Equal(root.SpanId, spans[spans[spans[inner.ParentSpanId].ParentSpanId].ParentSpanId].ParentSpanId);
    }

    [Fact]
    public async Task Activity_OfACallThatFails_SaysSo()
    {
        using var root = _source.StartActivity("failing")!;

        await Assert.ThrowsAsync<InvalidOperationException>(() => _cluster.Client.GetGrain<ITracedGrain>(SharedCluster.NewKey()).Fail());

        var calls = _stopped.Where(activity => activity.TraceId == root.TraceId && activity.OperationName.EndsWith("Fail", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, calls.Count);
        Assert.All(calls, activity => Assert.Equal(ActivityStatusCode.Error, activity.Status));
    }
}

public interface ITracedGrain : IGrainWithStringKey
{
    Task<(string Trace, string Baggage)> Trace(ITracedGrain other);

    Task<(string Trace, string Baggage)> TraceHere();

    Task Fail();
}

public sealed class TracedGrain : Grain, ITracedGrain
{
    public Task<(string Trace, string Baggage)> Trace(ITracedGrain other) => other.TraceHere();

    public async Task<(string Trace, string Baggage)> TraceHere()
    {
        await Task.Yield();
        return (Activity.Current?.TraceId.ToString() ?? "none", Activity.Current?.GetBaggageItem("any") ?? "none");
    }

    public Task Fail() => throw new InvalidOperationException();
}
