using System.Threading.Channels;
using RayFlow.GrainInterfaces.Nodes;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Runs;

namespace RayFlow.Grains.Tests.Driving;

/// <summary>Notes what a run asks of others, and answers as a test says.</summary>
internal sealed class ScriptedPeers : IRunPeers
{
    private readonly Channel<string> _calls = Channel.CreateUnbounded<string>();

    /// <summary>All calls so far, such as <c>start node work</c>.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>The attempts that were handed over.</summary>
    public List<StartNode> Started { get; } = [];

    /// <summary>Whether an attempt that was handed over is worked on.</summary>
    public bool IsRunning { get; set; } = true;

    /// <summary>What handing over an attempt throws after it was noted; null: nothing.</summary>
    public Func<Exception?> Failure { get; set; } = static () => null;

    /// <summary>What becomes of the cancellation of a child.</summary>
    public Func<CommandResult> Cancelled { get; set; } = static () => new CommandResult(null);

    /// <summary>Waits for the next call.</summary>
    public async Task<string> NextAsync() => await _calls.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public Task StartNodeAsync(string key, StartNode request)
    {
        Started.Add(request);
        Note($"start node {request.NodeId}");
        return Failure() is { } failure ? Task.FromException(failure) : Task.CompletedTask;
    }

    public Task<bool> IsNodeRunningAsync(string key, int attempt) => Task.FromResult(IsRunning);

    public Task CancelNodeAsync(string key) => Note($"cancel node {key[(key.LastIndexOf('/') + 1)..]}");

    public Task<StartRunResult> StartRunAsync(string runId, StartRun request)
    {
        Note($"start run {request.FlowName}");
        return Task.FromResult(new StartRunResult(new RunSummary { RunId = runId, Status = RunStatus.Running }));
    }

    public Task<CommandResult> CancelRunAsync(string runId)
    {
        Note("cancel run");
        return Task.FromResult(Cancelled());
    }

    public Task TellParentAsync(ParentCall parent, RunSummary child) => Note($"tell {parent.RunId} {child.Status}");

    private Task Note(string call)
    {
        Calls.Add(call);
        _calls.Writer.TryWrite(call);
        return Task.CompletedTask;
    }
}
