using Microsoft.Extensions.Options;
using RayFlow.Engine.Forking;
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
internal sealed class StartRunHandler(CompiledFlows flows, JournalReader journals, ForkHandler forks, TimeProvider time, IOptions<RunOptions> options)
{
    /// <summary>A refusal, or everything that the start takes.</summary>
    public async Task<RunPlan> PlanAsync(StartRun request, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (request.Depth > options.Value.MaxDepth)
        {
            return Refuse(StartRefusal.TooDeep, $"The run would be the {request.Depth}th below its first caller; at most {options.Value.MaxDepth} are allowed. Look for a flow that calls itself or is started by an event of its own.");
        }

        if (request.Fork is { } fork)
        {
            return await forks.PlanAsync(request, fork, cancellationToken);
        }

        if (request is { Rerun: { } again, FlowName: null } && (request.Document is null || again.ChangedOnly))
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

        var known = default(ValueMap);
        if (request.Rerun is { } rerun && (known = await KnownAsync(rerun, flow, cancellationToken)) is null)
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
            Known = known,
            Overrides = request.Rerun is { Inputs: { } edited, ChangedOnly: false } from ? ValueMap.Of((from.NodeId, edited)) : null,
        });
    }

    /// <summary>What the run's journal begins with: a call that was over before its run had begun leaves a run that ends as it starts.</summary>
    public static RunEvent[] FirstEvents(StartRun request, RunEvent started) =>
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

    /// <summary>The request with the inputs of the run that is run again, and with its flow unless it brings one; null if there is no such run.</summary>
    private static async Task<StartRun?> AsOtherRunAsync(StartRun request, RerunFrom rerun, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (await grains.GetGrain<IRunReaderGrain>(IRunReaderGrain.Key).ReadFlowAsync(rerun.RunId, cancellationToken) is not { } document
            || await grains.GetGrain<IWorkflowGrain>(rerun.RunId).GetAsync(cancellationToken) is not { } run)
        {
            return null;
        }

        var inputs = new ValueMap.Builder(run.Inputs ?? ValueMap.Empty);
        foreach (var (name, value) in rerun is { ChangedOnly: true, Inputs: { } edited } ? edited : ValueMap.Empty)
        {
            inputs.Set(name, value);
        }

        request = request with { Inputs = inputs.Build() };
        return request.Document is not null ? request : request with { Document = document, FlowName = run.Flow.Length == 0 ? null : run.Flow, FlowVersion = run.FlowVersion };
    }

    /// <summary>
    /// What instances gave in another run: those that do not come after the node to start again from; or those of effects and heavy nodes that are the same
    /// here, for what they read. Null if there is no such run or node.
    /// </summary>
    private async Task<ValueMap?> KnownAsync(RerunFrom rerun, CompiledFlow flow, CancellationToken cancellationToken)
    {
        if ((!rerun.ChangedOnly && !flow.Graph.Index.ContainsKey(rerun.NodeId)) || await journals.ReadAsync(rerun.RunId, null, cancellationToken) is not { } record)
        {
            return null;
        }

        var before = await flows.LoadAsync(record.Header, cancellationToken);
        var harvest = new Harvest();
        record.Fold(before.Graph, harvest);
        if (rerun.ChangedOnly)
        {
            return harvest.Known(node => node.RunsInGrain && IsSame(node, record.Header, flow), withInputs: true);
        }

        var again = Downstream.Of(flow.Graph, flow.Graph.Index[rerun.NodeId]);
        return harvest.Known(node => flow.Graph.Index.TryGetValue(node.Id, out var index) && !again.Contains(index), withInputs: false);
    }

    private static bool IsSame(GraphNode node, RunHeader header, CompiledFlow flow) =>
        flow.Graph.Index.TryGetValue(node.Id, out var index) && flow.Graph.Nodes[index] is var now
        && now.Descriptor.Type == node.Descriptor.Type && now.Settings.Constants == node.Settings.Constants && now.Settings.Config == node.Settings.Config
        && (!flow.NodeTypes.TryGetValue(node.Descriptor.Type, out var mark) || header.NodeTypes is not { } marks || (marks.TryGetValue(node.Descriptor.Type, out var then) && then.ChangeTo(mark) is null));

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
internal sealed record RunPlan(StartRunResult? Refusal, RunSession? Session, RunEvent? Started);
