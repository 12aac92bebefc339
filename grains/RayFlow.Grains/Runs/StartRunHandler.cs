using Microsoft.Extensions.Options;
using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Flows;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Flows;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Runs;

/// <summary>Looks at a request for a run before anything is recorded: finds the flow, compiles it, holds the inputs against its schema.</summary>
internal sealed class StartRunHandler(CompiledFlows flows, JournalReader journals, TimeProvider time, IOptions<RunOptions> options)
{
    /// <summary>A refusal, or everything that the start takes.</summary>
    public async Task<RunPlan> PlanAsync(StartRun request, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (request.Depth > options.Value.MaxDepth)
        {
            return Refuse(StartRefusal.TooDeep, $"The run would be the {request.Depth}th below its first caller; at most {options.Value.MaxDepth} are allowed. Look for a flow that calls itself or is started by an event of its own.");
        }

        if (request is { Rerun: { } again, Document: null, FlowName: null })
        {
            if (await AsOtherRunAsync(request, again, grains, cancellationToken) is not { } same)
            {
                return Refuse(StartRefusal.RunNotFound, $"Run '{again.RunId}' does not exist. Look it up under /api/runs.");
            }

            request = same;
        }

        var (flow, version, unusable) = await FlowAsync(request, grains, cancellationToken);
        if (flow is null)
        {
            return unusable!;
        }

        var wrong = new List<FlowDiagnostic>();
        var inputs = request.IsCancelled ? request.Inputs : StartInputs.Accept(flow.Graph, request.Inputs, wrong);
        if (wrong.Count > 0)
        {
            return Refuse(StartRefusal.InvalidInputs, "The inputs do not fit the flow's START; nothing was run.", wrong);
        }

        var taken = default(ValueMap);
        if (request.Rerun is { } rerun && (taken = await TakeOverAsync(rerun, flow, cancellationToken)) is null)
        {
            return Refuse(StartRefusal.RunNotFound, $"Run '{rerun.RunId}' with node '{rerun.NodeId}' does not exist in this flow. Look the run up under /api/runs.");
        }

        await flows.StoreAsync(flow, cancellationToken);
        var now = Moment.Now(time);
        var header = new RunHeader(flow.Graph.Hash, request.FlowName ?? flow.Graph.Name, version, request.Parent, request.Depth, request.TraceParent)
        {
            Limits = options.Value.Limits,
            NodeTypes = flow.NodeTypes,
        };
        return new RunPlan(null, RunSession.Begin(header, flow, now, options.Value, time), new RunStarted
        {
            At = now,
            Inputs = inputs,
            ErrorStrategy = request.ErrorStrategy,
            Deadline = Deadline(request.TimeoutSeconds, now),
            TakenOver = taken,
            Overrides = request.Rerun is { Inputs: { } edited } from ? ValueMap.Of((from.NodeId, edited)) : null,
        });
    }

    /// <summary>What the run's journal begins with: a call that was over before its run had begun leaves a run that ends as it starts.</summary>
    public static RunEvent[] FirstEvents(StartRun request, RunStarted started) =>
        request.IsCancelled ? [started, new RunTerminated { At = started.At, Reason = RunCommands.CallIsOver }] : [started];

    /// <summary>The flow of a request with its version if it is a saved one, or why there is none. The document of a saved flow is asked for only where it is not compiled.</summary>
    private async Task<(CompiledFlow? Flow, int? Version, RunPlan? Refusal)> FlowAsync(StartRun request, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var (document, version) = (request.Document, request.FlowVersion);
        if (document is null)
        {
            var grain = grains.GetGrain<IFlowGrain>(request.FlowName ?? "");
            var saved = await grain.FindAsync(version, cancellationToken);
            if (saved is not null && flows.Find(saved.Hash) is { } compiled && await flows.CanCallAsync(compiled, cancellationToken))
            {
                return (compiled, saved.Version, null);
            }

            saved = saved is null ? null : await grain.GetAsync(saved.Version, cancellationToken);
            if (saved is null)
            {
                return (null, null, Refuse(StartRefusal.FlowNotFound, version is null
                    ? $"Flow '{request.FlowName}' does not exist. Save it before starting a run."
                    : $"Flow '{request.FlowName}' has no version {version}. GET /api/flows/{request.FlowName}/versions lists those that it has."));
            }

            (document, version) = (saved.Document!, saved.Version);
        }

        var flow = flows.Compile(document, out _);
        return flow is not null && await flows.CanCallAsync(flow, cancellationToken)
            ? (flow, version, null)
            : (null, null, Refuse(StartRefusal.InvalidFlow, "The flow has errors; nothing was run.", await flows.ValidateAsync(document, "", cancellationToken)));
    }

    /// <summary>The request with the flow and the inputs of the run that is run again; null if there is no such run.</summary>
    private static async Task<StartRun?> AsOtherRunAsync(StartRun request, RerunFrom rerun, IGrainFactory grains, CancellationToken cancellationToken)
    {
        return await grains.GetGrain<IRunReaderGrain>(IRunReaderGrain.Key).ReadFlowAsync(rerun.RunId, cancellationToken) is { } document
            && await grains.GetGrain<IWorkflowGrain>(rerun.RunId).GetAsync(cancellationToken) is { } run
            ? request with { Document = document, FlowName = run.Flow.Length == 0 ? null : run.Flow, FlowVersion = run.FlowVersion, Inputs = run.Inputs ?? ValueMap.Empty }
            : null;
    }

    /// <summary>The outputs of root nodes that completed in another run and do not come after the node to start again from; null if there is no such run or node.</summary>
    private async Task<ValueMap?> TakeOverAsync(RerunFrom rerun, CompiledFlow flow, CancellationToken cancellationToken)
    {
        if (!flow.Graph.Index.TryGetValue(rerun.NodeId, out var from) || await journals.ReadAsync(rerun.RunId, null, cancellationToken) is not { } record)
        {
            return null;
        }

        var again = Downstream.Of(flow.Graph, from);
        var history = new RunHistory(rerun.RunId);
        record.Fold((await flows.LoadAsync(record.Header, cancellationToken)).Graph, history);
        return ValueMap.Create(history.InFrame("")
            .Where(item => item.State == "completed" && item.Outputs is not null && flow.Graph.Index.TryGetValue(item.NodeId, out var index) && !again.Contains(index))
            .Select(item => KeyValuePair.Create(item.NodeId, (Value)item.Outputs)));
    }

    /// <summary>The silo has as many runs as it may.</summary>
    public static RunPlan Busy(int running) =>
        Refuse(StartRefusal.Busy, $"The silo has {running:N0} runs in memory, as many as it may (RayFlow:Limits:RunsInFlight); nothing was started. Try again in a moment.");

    private DateTimeOffset? Deadline(double? seconds, DateTimeOffset now) =>
        (seconds ?? options.Value.DefaultTimeoutSeconds) is { } chosen ? now + TimeSpan.FromSeconds(Math.Min(chosen, options.Value.MaxTimeoutSeconds)) : null;

    private static RunPlan Refuse(StartRefusal refusal, string message, IReadOnlyList<FlowDiagnostic>? problems = null) =>
        new(new StartRunResult(null, refusal, message, problems), null, null);
}

/// <summary>What becomes of a request for a run.</summary>
/// <param name="Refusal">Why it is refused; null if it is not.</param>
/// <param name="Session">The run, not started.</param>
/// <param name="Started">Its first event.</param>
internal sealed record RunPlan(StartRunResult? Refusal, RunSession? Session, RunStarted? Started);
