using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Flows;
using RayFlow.Grains.Recovery;
using RayFlow.Grains.Runs;
using RayFlow.Grains.Values;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;
using RayFlow.Nodes.Catalog;
using RayFlow.Testing.Clusters;
using RayFlow.Testing.Flows;

namespace RayFlow.Grains.Tests.Driving;

/// <summary>One run's loop on a scheduler of its own, with a journal, peers and a clock that a test has in hand.</summary>
internal sealed class DrivenRun : IRunHost, IWakeQueue
{
    private readonly TaskScheduler _turns = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
    private readonly CompiledFlow _flow;
    private static readonly IReadOnlyDictionary<string, NodeTypeMark> NodeTypeMarks = new Dictionary<string, NodeTypeMark>();

    private readonly RunOptions _options = new();

    public DrivenRun(FlowBuilder flow, NodeTypes? types = null, ParentCall? parent = null, RunLimits? limits = null)
    {
        types ??= NodeCatalog.BuiltIn.Types;
        var source = Encoding.UTF8.GetBytes(flow.ToJson());
        var document = FlowDocumentParser.Parse(source, new FlowLimits(), types).Document!;
        _flow = new CompiledFlow(GraphBuilder.Build(document, types, "00"), source, [], []) { IsValidated = true, NodeTypes = NodeTypeMarks };
        Header = new RunHeader("00", "driven", null, parent, 0, null, limits);
        Loop = NewLoop(RunSession.Begin(Header, _flow, Clock.GetUtcNow(), _options, Clock));
    }

    public RunHeader Header { get; }

    public ManualClock Clock { get; } = new();

    public ScriptedJournal Journal { get; } = new();

    public ScriptedPeers Peers { get; private set; } = new();

    /// <summary>The loop that has the run.</summary>
    public RunLoop Loop { get; private set; }

    /// <summary>Whether the loop has let its activation go.</summary>
    public bool HasLeft { get; private set; }

    /// <summary>Whether the run is to be woken again because it could not go on here.</summary>
    public bool IsToBeWoken { get; private set; }

    public Task StartAsync(params (string Key, Value Value)[] inputs) =>
        DoAsync(loop => loop.PostAsync(new RunStarted { At = Clock.GetUtcNow(), Inputs = ValueMap.Of(inputs) }));

    /// <summary>Does something in a turn of the loop.</summary>
    public Task DoAsync(Func<RunLoop, Task> turn) => Task.Factory.StartNew(() => turn(Loop), CancellationToken.None, TaskCreationOptions.None, _turns).Unwrap().WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Looks at something in a turn of the loop.</summary>
    public Task<T> LookAsync<T>(Func<RunLoop, T> look) => Task.Factory.StartNew(() => look(Loop), CancellationToken.None, TaskCreationOptions.None, _turns).WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Another activation takes the run up from what is committed, as after a crash.</summary>
    public async Task RestartAsync()
    {
        Peers = new ScriptedPeers();
        await ReopenAsync();
        await DoAsync(loop => loop.TakeUpAsync());
    }

    /// <summary>The run comes back into memory, as when something is asked of one that has ended.</summary>
    public Task ReopenAsync() => Task.Factory.StartNew(
        () =>
        {
            HasLeft = false;
            var session = Restore();
            session.Settle();
            Loop = NewLoop(session);
        },
        CancellationToken.None,
        TaskCreationOptions.None,
        _turns);

    /// <summary>What the journal says, event after event.</summary>
    public IReadOnlyList<RunEvent> Events() => [.. Journal.Entries.Skip(1).Select(entry => JournalDecoder.Decode(JournalDecoder.Parse(entry.Span)))];

    void IRunHost.Enter()
    {
    }

    void IRunHost.Stay()
    {
    }

    void IRunHost.Rest(DateTimeOffset? wakeAt)
    {
    }

    void IRunHost.Leave() => HasLeft = true;

    void IWakeQueue.Add(string runId) => IsToBeWoken = true;

    void IWakeQueue.Progress(string runId)
    {
    }

    private RunSession Restore() =>
        RunSession.Restore(new RunRecord(Header, Events(), Journal.Entries.Sum(static entry => (long)entry.Length)), _flow, new LargeValues(_options.LargeValueBytes), needsSnapshot: false, _options, Clock);

    private RunLoop NewLoop(RunSession session) => new(
        "00000000000000000000000000000001",
        session,
        Journal,
        Peers,
        this,
        new RunEnvironment("silo", _options, Clock, static () => 0.5, this, NullLogger.Instance),
        async until =>
        {
            await Task.Yield(); // as when it is read
            var reopened = Restore();
            reopened.Settle(until);
            return reopened;
        });
}
