using RayFlow.GrainInterfaces.Failures;
using RayFlow.GrainInterfaces.Nodes;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Failures;
using RayFlow.Grains.Runs;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;
using RayFlow.Simulation.Checking;
using RayFlow.Simulation.Mistakes;

namespace RayFlow.Simulation.Cluster;

/// <summary>What the grain of a node instance does: works on one attempt at a time, and reports to the run until it is heard.</summary>
internal sealed class NodeInstance(SimSilo silo, string grainKey, string key) : SimGrain(silo, grainKey)
{
    private readonly Retry _retry = new(silo.Time, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), silo.Environment.Chance);
    private CancellationTokenSource? _attempt;
    private int _number;

    /// <summary>What the grain of a node instance is found by.</summary>
    public static string KeyOf(string key) => $"n/{key}";

    public async Task<bool> StartAsync(StartNode request, TimeSpan handedAt)
    {
        if (_attempt is not null && _number >= request.Attempt)
        {
            return true; // it runs, is about to be reported, or is over
        }

        Silo.Trace.Add($"{Silo.Name} is handed {Ledger.Short(key)}#{request.Attempt} of {request.HandedAt.GetValueOrDefault():mm:ss.fff}");
        if (!await IsWantedAsync(request))
        {
            Silo.Trace.Add($"{Silo.Name} leaves {Ledger.Short(key)}#{request.Attempt}, which is not wanted");
            if (_attempt is null)
            {
                DeactivateOnIdle();
            }

            return true;
        }

        _attempt?.Cancel();
        _number = request.Attempt;
        _attempt = new CancellationTokenSource();
        Keep(TimeSpan.FromDays(365));
        Silo.Simulator.Watch(WorkAsync(request, handedAt, _attempt));
        return true;
    }

    public Task<bool> CancelAsync()
    {
        _attempt?.Cancel();
        _attempt = null;
        DeactivateOnIdle();
        return Task.FromResult(true);
    }

    public Task<bool> IsRunningAsync(int attempt) => Task.FromResult(_attempt is not null && _number == attempt);

    protected override Task OnDeactivateAsync()
    {
        _attempt?.Cancel();
        return Task.CompletedTask;
    }

    private async Task<bool> IsWantedAsync(StartNode request)
    {
        for (var since = request.HandedAt; HandOver.IsLate(since, Silo.Time);)
        {
            since = Silo.Time.GetUtcNow();
            if (!await Silo.Cluster.CallAsync<RunGrain, bool>(Silo, RunGrain.KeyOf(request.RunId), "awaits", true, run => run.AwaitsAsync(request)))
            {
                return false;
            }
        }

        return true;
    }

    private async Task WorkAsync(StartNode request, TimeSpan handedAt, CancellationTokenSource attempt)
    {
        var execution = Silo.Cluster.Ledger.Begin(key, request, handedAt, Silo);
        try
        {
            var report = await RunAsync(request, attempt.Token);
            execution.Fate = Fate.Done;
            if (await _retry.UntilAsync(() => ReportAsync(request.RunId, report), _ => true, attempt.Token) is null)
            {
                execution.AcknowledgedAt = Silo.Database.NextOrder();
            }
        }
        catch (OperationCanceledException)
        {
            execution.Fate = Fate.Cancelled;
            Silo.Trace.Add($"{Silo.Name} cancels {Ledger.Short(key)}#{request.Attempt}");
        }

        if (ReferenceEquals(_attempt, attempt))
        {
            _attempt = null;
            DeactivateOnIdle();
        }
    }

    private async Task<NodeReport> RunAsync(StartNode request, CancellationToken cancelled)
    {
        var (path, effects) = (key[32..], Silo.Cluster.Effects);
        var began = Silo.Time.GetTimestamp();
        await Task.Delay(Silo.Cluster.TimeOf(), Silo.Time, cancelled);
        for (var number = 1; request.Type == "test_effect" && number <= effects.Changes(path); number++)
        {
            await ChangeAsync(request, number, cancelled);
        }

        for (var number = 1; request.Type == "test_effect" && number <= effects.Emits(path); number++)
        {
            await EmitAsync(request, number, cancelled);
        }

        var (outputs, error) = effects.Of(path, request.Attempt);
        return new NodeReport(
            request.FrameId,
            request.NodeIndex,
            request.Attempt,
            error is null ? outputs : null,
            error is null ? null : new RunError(error.Code, error.Message, error.NodeId, request.Frame, request.Attempt),
            error?.Retryable ?? false,
            Silo.Time.GetElapsedTime(began).TotalSeconds,
            [],
            request.Consumer);
    }

    private Task<bool> ReportAsync(string runId, NodeReport report) => Silo.Cluster.CallAsync<RunGrain, bool>(Silo, RunGrain.KeyOf(runId), "report", true, async run =>
    {
        await run.ReportAsync(report);
        return true;
    });

    private async Task ChangeAsync(StartNode request, int number, CancellationToken cancelled)
    {
        var operation = new VariableOperation(request.FrameId, request.NodeIndex, number, VariableChangeKind.Increment, "v", 1);
        var outcome = default(VariableOutcome);
        await UntilItGoesThroughAsync(
            async () => outcome = await Silo.Cluster.CallAsync<RunGrain, VariableOutcome>(Silo, RunGrain.KeyOf(request.RunId), "variable", true, run => run.ApplyAsync(operation)),
            cancelled);
        if (outcome!.Error is null)
        {
            Silo.Cluster.Ledger.Acknowledge(PromiseKind.Variable, request.RunId, $"{request.FrameId}/{request.NodeIndex}#{number}");
        }
    }

    private async Task EmitAsync(StartNode request, int number, CancellationToken cancelled)
    {
        var eventId = Silo.Cluster.Mistake == Mistake.EmissionsShareAnId ? key : $"{key}#{number}";
        var runId = Emissions.RunIdOf(eventId);
        var start = new StartRun { FlowName = Emissions.Subscriber, Inputs = ValueMap.Of(("x", number)), Depth = Silo.Cluster.Options.MaxDepth };
        await UntilItGoesThroughAsync(
            () => Silo.Cluster.CallAsync<RunGrain, StartRunResult>(Silo, RunGrain.KeyOf(runId), "start by event", false, run => run.StartAsync(start)),
            cancelled);
        Silo.Cluster.Ledger.Acknowledge(PromiseKind.Emission, runId, $"{Ledger.Short(key)} {number}", number);
    }

    private async Task UntilItGoesThroughAsync(Func<Task> call, CancellationToken cancelled)
    {
        var failure = await _retry.UntilAsync(
            call,
            static failure => failure is StorageUnavailableException or Storage.StorageUnavailableException or TimeoutException or SiloGoneException or RunMovedException,
            cancelled);
        cancelled.ThrowIfCancellationRequested();
        if (failure is not null)
        {
            throw new InvalidOperationException($"A call of a node failed for good: {failure.Message}", failure);
        }
    }
}
