using RayFlow.GrainInterfaces.Flows;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Benchmarks.Servers;

/// <summary>The grains of a silo in this process, called through its cluster client.</summary>
internal sealed class GrainTarget(IGrainFactory grains) : IRunTarget
{
    private static readonly ValueMap Inputs = ValueMap.Of(("x", 1L));

    public async Task SaveAsync(string name, byte[] document)
    {
        var saved = await grains.GetGrain<IFlowGrain>(name).SaveAsync(new SaveFlow(document, null), CancellationToken.None);
        if (saved.Saved is null)
        {
            throw new InvalidOperationException($"The flow {name} was refused: {string.Join(" ", saved.Diagnostics.Select(problem => problem.Message))}");
        }
    }

    public async Task<string> RunAsync(int lane, string flow)
    {
        var id = Guid.CreateVersion7().ToString("N");
        var run = grains.GetGrain<IWorkflowGrain>(id);
        var summary = (await run.StartAsync(new StartRun { FlowName = flow, Inputs = Inputs }, CancellationToken.None)).Run
            ?? throw new InvalidOperationException($"A run of {flow} was refused.");
        while (!summary.HasEnded)
        {
            summary = await run.WaitForEndAsync(TimeSpan.FromSeconds(15), CancellationToken.None) ?? throw new InvalidOperationException($"The run {id} is gone.");
        }

        return summary.Status == RunStatus.Completed ? id : throw new InvalidOperationException($"The run {id} of {flow} did not complete: {summary.Error}");
    }

    public async Task<Guid> StartAsync(int lane, string flow, double x)
    {
        var id = Guid.CreateVersion7();
        var start = new StartRun { FlowName = flow, Inputs = ValueMap.Of(("x", x)) };
        return (await grains.GetGrain<IWorkflowGrain>(id.ToString("N")).StartAsync(start, CancellationToken.None)).Run is not null
            ? id
            : throw new InvalidOperationException($"A run of {flow} was refused.");
    }

    public async Task SignalAsync(int lane, Guid run)
    {
        if (await grains.GetGrain<IWorkflowGrain>(run.ToString("N")).SignalAsync(new SendSignal("go", ValueMap.Empty), CancellationToken.None) is not { Run: not null, Refused: null })
        {
            throw new InvalidOperationException($"A signal to {run} was refused.");
        }
    }

    public async Task<IReadOnlyList<(string NodeId, DateTimeOffset At)>> SettledAsync(string runId)
    {
        var settled = new List<(string, DateTimeOffset)>();
        for (long? after = 0; after is { } from;)
        {
            var page = (await grains.GetGrain<IRunReaderGrain>(IRunReaderGrain.Key).ReadHistoryAsync(runId, new HistoryQuery(from, 1000), CancellationToken.None))!;
            settled.AddRange(page.Items.Where(item => item.EndedAt is not null).Select(item => (item.NodeId, item.EndedAt!.Value)));
            after = page.Next;
        }

        return settled;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
