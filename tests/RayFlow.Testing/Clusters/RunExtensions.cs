using System.Text;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Values;
using RayFlow.Testing.Flows;

namespace RayFlow.Testing.Clusters;

/// <summary>What tests ask of runs.</summary>
public static class RunExtensions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Starts a flow and answers once its start is committed.</summary>
    public static async Task<RunSummary> StartAsync(this IWorkflowGrain run, FlowBuilder flow, params (string Key, Value Value)[] inputs)
    {
        var started = await run.StartAsync(
            new StartRun { Document = Encoding.UTF8.GetBytes(flow.ToJson()), Inputs = ValueMap.Of(inputs) },
            CancellationToken.None);
        return started.Run ?? throw new InvalidOperationException($"{started.Refusal}: {started.Message} {string.Join(" ", (started.Diagnostics ?? []).Select(problem => problem.Message))}");
    }

    /// <summary>Starts a flow and waits for its end.</summary>
    public static async Task<RunSummary> RunAsync(this IWorkflowGrain run, FlowBuilder flow, params (string Key, Value Value)[] inputs)
    {
        var started = await run.StartAsync(flow, inputs);
        return started.HasEnded ? started : await run.EndAsync();
    }

    /// <summary>Waits for the run's end.</summary>
    /// <exception cref="TimeoutException">It does not end within a minute.</exception>
    public static async Task<RunSummary> EndAsync(this IWorkflowGrain run)
    {
        for (var deadline = DateTimeOffset.UtcNow + Patience; DateTimeOffset.UtcNow < deadline;)
        {
            if (await run.WaitForEndAsync(TimeSpan.FromSeconds(5), CancellationToken.None) is { HasEnded: true } ended)
            {
                return ended;
            }
        }

        throw new TimeoutException($"The run did not end: {await run.GetAsync(CancellationToken.None)}");
    }

    /// <summary>Reads events until one of a type comes, and returns all up to it.</summary>
    /// <exception cref="TimeoutException">None comes within a minute.</exception>
    public static async Task<IReadOnlyList<TimelineEvent>> EventsUntilAsync(this IWorkflowGrain run, string type, string? nodeId = null)
    {
        var events = new List<TimelineEvent>();
        for (var deadline = DateTimeOffset.UtcNow + Patience; DateTimeOffset.UtcNow < deadline;)
        {
            var page = await run.ReadEventsAsync(events.Count == 0 ? 0 : events[^1].Sequence, 1000, TimeSpan.FromSeconds(5), CancellationToken.None);
            foreach (var @event in page!.Events)
            {
                events.Add(@event);
                if (@event.Type == type && (nodeId is null || @event.NodeId == nodeId))
                {
                    return events;
                }
            }

            if (page.IsLast)
            {
                break;
            }
        }

        throw new TimeoutException($"No {type} came, only: {string.Join(", ", events.Select(item => $"{item.Sequence} {item.Type} {item.NodeId}"))}");
    }

    /// <summary>The first thousand node instances of a run.</summary>
    public static Task<HistoryPage?> HistoryAsync(this IWorkflowGrain run, IGrainFactory grains) =>
        grains.GetGrain<IRunReaderGrain>(IRunReaderGrain.Key).ReadHistoryAsync(run.GetPrimaryKeyString(), new HistoryQuery(0, 1000), CancellationToken.None);

    /// <summary>Every event of an ended run.</summary>
    public static async Task<IReadOnlyList<TimelineEvent>> AllEventsAsync(this IWorkflowGrain run)
    {
        var events = new List<TimelineEvent>();
        while (true)
        {
            var page = await run.ReadEventsAsync(events.Count == 0 ? 0 : events[^1].Sequence, 50, TimeSpan.FromSeconds(5), CancellationToken.None);
            events.AddRange(page!.Events);
            if (page.IsLast)
            {
                return events;
            }
        }
    }
}
