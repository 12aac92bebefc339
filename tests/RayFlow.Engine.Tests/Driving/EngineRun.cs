using RayFlow.Engine.Forking;
using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;
using RayFlow.Testing.Flows;

namespace RayFlow.Engine.Tests.Driving;

/// <summary>
/// One run without Orleans, storage or time: feeds the engine, keeps its journal, and lets a <see cref="Driving.World"/> answer what it asks for.
/// </summary>
internal sealed class EngineRun
{
    private readonly RunLimits _limits;

    public EngineRun(FlowGraph graph, World? world = null, RunLimits? limits = null, bool observed = true, IRunObserver? observer = null)
    {
        Graph = graph;
        World = world ?? new World();
        _limits = limits ?? new RunLimits();
        Recorder = observed && observer is null ? new Recorder() : null;
        State = new RunState(graph, _limits, observer ?? Recorder);
    }

    public EngineRun(FlowBuilder flow, World? world = null, RunLimits? limits = null, bool observed = true, TestNodes? nodes = null)
        : this(Build(flow, nodes), world, limits, observed)
    {
    }

    public FlowGraph Graph { get; }

    public World World { get; }

    public RunState State { get; private set; }

    public Recorder? Recorder { get; private set; }

    /// <summary>What an observer was told, but for the time.</summary>
    public List<string> Lines => Recorder!.Lines.FindAll(line => !line.StartsWith("at ", StringComparison.Ordinal));

    /// <summary>The events, each with the step at which it was folded.</summary>
    public List<RunEvent> Journal { get; private set; } = [];

    /// <summary>What was asked for and not answered, oldest first.</summary>
    public List<Instruction> Pending { get; private set; } = [];

    /// <summary>The children that were cancelled and have not ended.</summary>
    public List<CancelCall> Cancelling { get; private set; } = [];

    /// <summary>Every instruction that came, in order.</summary>
    public List<Instruction> Instructions { get; } = [];

    public DateTimeOffset Now { get; set; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Steps per call of the engine.</summary>
    public int Budget { get; init; } = RunEngine.DefaultBudget;

    /// <summary>Events may come before a computation is done: when it hands back with more to do.</summary>
    public bool IsHasty { get; init; }

    /// <summary>Is called whenever the engine hands back.</summary>
    public Action<RunState>? AfterSteps { get; init; }

    /// <summary>What ran when the run ended and was neither answered nor cancelled.</summary>
    public List<Instruction> Unwanted { get; } = [];

    /// <summary>Whether <see cref="Snapshots"/> are taken.</summary>
    public bool KeepsSnapshots { get; init; }

    /// <summary>What was pending and due after so many events, the time and the variables then.</summary>
    public Dictionary<int, (List<string> Pending, List<string> Cancelling, DateTimeOffset? NextDue, DateTimeOffset Now, ValueMap Variables)> Snapshots { get; } = [];

    public Outcome Outcome => State.Outcome ?? throw new InvalidOperationException($"The run has not ended; it waits for {string.Join(", ", Pending)}.");

    /// <summary>The result, a dict.</summary>
    public ValueMap Result => Outcome.Kind == OutcomeKind.Completed ? Outcome.Result! : throw new InvalidOperationException($"The run ended with {Recorder.Describe(Outcome)}: {Outcome.Error?.Error.Message}");

    /// <summary>The error that the run failed with.</summary>
    public RaisedError Error => Outcome.Error ?? throw new InvalidOperationException($"The run did not fail: {Recorder.Describe(Outcome)}.");

    public static FlowGraph Build(FlowBuilder flow, TestNodes? nodes = null)
    {
        var types = (nodes ?? new TestNodes()).Types;
        return GraphBuilder.Build(flow.ToDocument(types), types, "hash");
    }

    /// <summary>Starts a flow and answers everything until it has ended.</summary>
    public static EngineRun ToEnd(FlowBuilder flow, World? world = null, params (string, Value)[] inputs) => new EngineRun(flow, world).Start(inputs).Finish();

    public EngineRun Start(params (string, Value)[] inputs) => Post(new RunStarted { At = Now, Inputs = ValueMap.Of(inputs) });

    public EngineRun Start(OnError strategy) => Post(new RunStarted { At = Now, Inputs = ValueMap.Empty, ErrorStrategy = strategy });

    /// <summary>Records and folds an event, and takes the steps that follow.</summary>
    public EngineRun Post(RunEvent @event)
    {
        var stamped = RunEngine.Stamp(State, @event);
        var first = RunEngine.Decide(State, stamped, Budget);
        Journal.Add(RunEngine.Sealed(stamped, first));
        for (var decision = first; ; decision = RunEngine.Decide(State, new Continued { At = Now }, Budget))
        {
            Take(decision.Instructions);
            AfterSteps?.Invoke(State);
            if (!decision.HasMore || (IsHasty && Pending.Count > 0))
            {
                break;
            }
        }

        if (KeepsSnapshots)
        {
            Snapshots[Journal.Count] = ([.. Pending.Select(KeyOf).Order(StringComparer.Ordinal)], [.. Cancelling.Select(KeyOf).Order(StringComparer.Ordinal)], State.NextDue, Now, State.VariableValues);
        }

        if (State.Excess is { } excess)
        {
            Post(new RunFaulted { At = Now, Error = excess }); // as the run's loop does
        }

        return this;
    }

    /// <summary>Answers what is asked for, oldest first, and lets time pass, until the run has ended or waits for something else.</summary>
    public EngineRun Finish()
    {
        while (State.Outcome is null && (AnswerNext() || FireTimer()))
        {
        }

        return this;
    }

    /// <summary>As <see cref="Finish"/>, but time stands still.</summary>
    public EngineRun Settle()
    {
        while (State.Outcome is null && AnswerNext())
        {
        }

        return this;
    }

    /// <summary>Answers one instruction as the world does; false if the world does not answer it.</summary>
    public bool Answer(Instruction instruction)
    {
        if (AnswerTo(instruction) is not { } answer)
        {
            return false;
        }

        Pending.Remove(instruction);
        Post(answer);
        return true;
    }

    /// <summary>Lets a node that is asked for complete, whatever the world would say.</summary>
    public EngineRun Complete(string path, params (string, Value)[] outputs)
    {
        var instruction = Take(path);
        return Post(EventOf(instruction, new World.Answer(ValueMap.Of(outputs))));
    }

    /// <summary>Lets a node that is asked for fail, whatever the world would say.</summary>
    public EngineRun Fail(string path, string code = "broken", bool retryable = true)
    {
        var instruction = Take(path);
        return Post(EventOf(instruction, World.Error(code, $"'{path}' is broken.", retryable)));
    }

    /// <summary>Lets the clock go on to the first timer or the deadline and fires it; false if there is none.</summary>
    public bool FireTimer()
    {
        if (State.NextDue is not { } due)
        {
            return false;
        }

        Now = due > Now ? due : Now;
        Post(RunEngine.Due(State, Now)!);
        return true;
    }

    public EngineRun Signal(string name, Value payload = default, string? id = null) => Post(new SignalReceived { At = Now, Name = name, Payload = payload, SignalId = id });

    public EngineRun Cancel() => Post(new CancelRequested { At = Now });

    public EngineRun Pause() => Post(new PauseRequested { At = Now });

    public EngineRun Resume() => Post(new ResumeRequested { At = Now });

    /// <summary>Goes on with a failed run, as the grain does: the journal is folded anew.</summary>
    public EngineRun Retry()
    {
        Journal.Add(RunEngine.Stamp(State, new RetryRequested { At = Now }));
        return Restore();
    }

    /// <summary>Loses everything but the journal, and goes on from there.</summary>
    public EngineRun Restore(int? events = null)
    {
        Journal = Journal.Take(events ?? Journal.Count).ToList();
        Recorder = Recorder is null ? null : new Recorder();
        State = RunReplay.Fold(Graph, _limits, Journal, Recorder);
        while (RunEngine.Decide(State, new Continued { At = Now }, Budget).HasMore)
        {
        }

        var outstanding = Outstanding.Of(State);
        Cancelling = [.. outstanding.OfType<CancelCall>()];
        Pending = [.. outstanding.Where(instruction => instruction is not CancelCall)];
        Instructions.AddRange(outstanding);
        if (State.Excess is { } excess)
        {
            Post(new RunFaulted { At = Now, Error = excess });
        }

        return this;
    }

    /// <summary>Goes on with another run's past under a name of its own.</summary>
    public EngineRun Fork(EngineRun other, ForkPoint point, RunForked? forked = null)
    {
        Journal = other.Journal.Take(point.Events).ToList();
        Recorder = Recorder is null ? null : new Recorder();
        State = new ForkPoints(Graph, _limits, other.Journal).At(point, Recorder);
        Now = State.Now;
        return Post((forked ?? new RunForked { At = Now, Origin = "other", Sequence = point.Sequence }) with { At = Now });
    }

    /// <summary>Takes another run's place after it lost everything but so many events.</summary>
    public void Continue(EngineRun other, int events)
    {
        Journal = other.Journal;
        Now = other.Snapshots[events].Now;
        Restore(events);
    }

    /// <summary>The paths of what is asked for.</summary>
    public IEnumerable<string> PendingPaths => Pending.Select(PathOf);

    /// <summary>The event that the world answers with; null if it does not answer.</summary>
    public RunEvent? AnswerTo(Instruction instruction)
    {
        if (instruction is PassCheckpoint checkpoint)
        {
            return new NodeCompleted { At = Now, Frame = checkpoint.Frame.Id, Node = checkpoint.Node.Index, Attempt = checkpoint.Attempt, Outputs = ValueMap.Of(("value", checkpoint.Inputs[0])) };
        }

        return World.Ask(CallOf(instruction)) is { } answer ? EventOf(instruction, answer) : null;
    }

    /// <summary>A child that was cancelled tells its end.</summary>
    public EngineRun EndChild(CancelCall cancelled)
    {
        Cancelling.Remove(cancelled);
        return Post(new ChildEnded
        {
            At = Now, Frame = cancelled.Frame.Id, Node = cancelled.Node.Index, Attempt = cancelled.Attempt, Error = new NodeError("child_cancelled", "It was cancelled."),
        });
    }

    /// <summary>What tells an instruction from others, also after a replay.</summary>
    public static string KeyOf(Instruction instruction) => instruction switch
    {
        RunNode run => $"run {PathOf(run)}#{run.Attempt} {ValueMap.Create(run.Node.Inputs.Zip(run.Inputs, (slot, value) => KeyValuePair.Create(slot.Name, value)))}",
        CallFlow call => $"call {PathOf(call)}#{call.Attempt} {(Value)ValueList.Create(call.Inputs)}",
        CancelCall cancel => $"cancel {PathOf(cancel)}#{cancel.Attempt}",
        PassCheckpoint checkpoint => $"checkpoint {PathOf(checkpoint)} {checkpoint.Inputs[0]}",
        _ => $"{instruction.GetType().Name} {PathOf(instruction)}",
    };

    /// <summary>The instance's path; for a pure node with whom it is evaluated for.</summary>
    public static string PathOf(Instruction instruction) =>
        instruction.Frame.InstancePath(instruction.Node.Id) + (instruction is RunNode { Consumer: >= 0 } run ? $"@{run.Frame.Graph.Nodes[run.Consumer].Id}" : "");

    private static World.Call CallOf(Instruction instruction)
    {
        var (attempt, inputs) = instruction switch
        {
            RunNode run => (run.Attempt, run.Inputs),
            CallFlow call => (call.Attempt, call.Inputs),
            _ => throw new InvalidOperationException($"{instruction} has no answer."),
        };
        var named = ValueMap.Create(instruction.Node.Inputs.Select((slot, i) => KeyValuePair.Create(slot.Name, inputs[i])));
        return new World.Call(PathOf(instruction), instruction.Node.Id, instruction.Node.Descriptor.Type, attempt, named);
    }

    private RunEvent EventOf(Instruction instruction, World.Answer answer) => (instruction, answer.Error) switch
    {
        (CallFlow call, { } error) => new ChildEnded { At = Now, Frame = call.Frame.Id, Node = call.Node.Index, Attempt = call.Attempt, Error = error },
        (CallFlow call, null) => new ChildEnded { At = Now, Frame = call.Frame.Id, Node = call.Node.Index, Attempt = call.Attempt, Result = answer.Outputs },
        (RunNode run, { } error) => new NodeFailed { At = Now, Frame = run.Frame.Id, Node = run.Node.Index, Consumer = run.Consumer, Attempt = run.Attempt, Error = error },
        (RunNode run, null) => Completed(run, answer.Outputs),
        _ => throw new InvalidOperationException($"{instruction} has no answer."),
    };

    private NodeCompleted Completed(RunNode run, ValueMap outputs) =>
        new() { At = Now, Frame = run.Frame.Id, Node = run.Node.Index, Consumer = run.Consumer, Attempt = run.Attempt, Outputs = outputs, Seconds = 0.5 };

    private bool AnswerNext()
    {
        foreach (var instruction in Pending)
        {
            if (Answer(instruction))
            {
                return true;
            }
        }

        return false;
    }

    private Instruction Take(string path)
    {
        var found = Pending.Find(instruction => PathOf(instruction) == path) ?? throw new InvalidOperationException($"Nobody asked for {path}, but for {string.Join(", ", PendingPaths)}.");
        Pending.Remove(found);
        return found;
    }

    private void Take(IReadOnlyList<Instruction> instructions)
    {
        foreach (var instruction in instructions)
        {
            Instructions.Add(instruction);
            switch (instruction)
            {
                case CancelNode cancel:
                    Remove(pending => pending is RunNode run && run.Frame == cancel.Frame && run.Node == cancel.Node && run.Consumer == cancel.Consumer);
                    break;
                case CancelCall cancel:
                    Remove(pending => pending is CallFlow call && call.Frame == cancel.Frame && call.Node == cancel.Node && call.Attempt == cancel.Attempt);
                    Cancelling.Add(cancel);
                    break;
                default:
                    Pending.Add(instruction);
                    World.Calls.Add(PathOf(instruction) + (instruction is RunNode { Attempt: > 1 and var attempt } ? $"#{attempt}" : ""));
                    break;
            }
        }

        // Nobody cancels a checkpoint: one whose frame was ended is passed by nobody.
        Pending.RemoveAll(pending => pending is PassCheckpoint && pending.Frame.Slot(pending.Node).State != NodeState.Running);
        if (State.Outcome is not null)
        {
            Unwanted.AddRange(Pending);
            Pending.Clear();
        }
    }

    private void Remove(Predicate<Instruction> which)
    {
        if (Pending.RemoveAll(which) != 1)
        {
            throw new InvalidOperationException("The engine cancelled what it had not asked for.");
        }
    }
}
