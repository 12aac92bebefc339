using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Failures;
using RayFlow.Model.Runs;

namespace RayFlow.Grains.Runs;

/// <summary>
/// Lets the engine decide over what came in, over timers that are due and over what is left of a long computation, and makes one batch of it.
/// Nothing waits in here: what is folded is folded within one turn.
/// </summary>
/// <param name="runId">Which run.</param>
/// <param name="inbox">What came in for it.</param>
/// <param name="time">The clock.</param>
internal sealed class RunDecider(string runId, RunInbox inbox, TimeProvider time)
{
    private RunEvent? _fault;

    /// <summary>Whether a long computation is under way.</summary>
    public bool HasMore { get; private set; }

    /// <summary>The run was opened anew. What the engine failed at before, if it did, is its next event, before all that came in.</summary>
    public void Restart(RunFaulted? fault) => (HasMore, _fault) = (false, fault);

    /// <summary>Folds until there is nothing more, a long computation begins, or the run must be opened anew.</summary>
    /// <param name="session">The run.</param>
    /// <param name="dispatcher">Is told whose outcome has come.</param>
    /// <param name="isNew">Whether nothing of the run is committed yet.</param>
    /// <param name="takesUp">Whether all that is outstanding is to be asked for, and not only what is decided now.</param>
    public RunBatch Fold(RunSession session, RunDispatcher dispatcher, bool isNew, bool takesUp)
    {
        var batch = new RunBatch();
        if (isNew)
        {
            batch.Add(HeaderCodec.Encode(session.Header));
            batch.Origin = session.Header.Origin?.RunId;
        }

        do
        {
            if (Next(session) is not { } next)
            {
                break;
            }

            batch.Fences |= next.Fences;
            if (next.Event is SignalReceived signal && RunEngine.RefusalOf(session.State, signal) is { } refusal)
            {
                // By what is folded and may not be committed yet: if that is lost, so is nothing, for whoever sent it sends it again.
                next.Committed?.TrySetException(new SignalRefusedException(refusal, signal.Name, session.Header.LimitsInForce));
                continue;
            }

            if (next.Event is RetryRequested retry)
            {
                batch.Await(next.Committed);
                if (session.State.Outcome?.Kind != OutcomeKind.Failed)
                {
                    continue; // somebody else's retry came before
                }

                session.Append(retry, batch);
                batch.Reopens = true;
                break;
            }

            if (next is not { Event: null, Committed: not null } && !TryDecide(next.Event, session, dispatcher, batch))
            {
                next.Committed?.TrySetException(new GrainFailedException($"RayFlow failed at what run '{runId}' was given, and ends it. What was given is not recorded."));
                break;
            }

            batch.Await(next.Committed);
        }
        while (!HasMore);

        if (takesUp && batch is { Fault: null, Reopens: false })
        {
            // All that is to be done is in the state; what was just decided is a part of it, but for those that are not wanted any more.
            List<Instruction> instructions = [.. batch.Instructions.OfType<CancelNode>(), .. Outstanding.Of(session.State)];
            batch.Instructions.Clear();
            batch.Instructions.AddRange(instructions);
        }

        return batch;
    }

    /// <summary>What is next: what came in, a timer that is due, or, without an event, more of a long computation; null if nothing is.</summary>
    private RunInbox.Inbound? Next(RunSession session) =>
        _fault is { } fault ? new RunInbox.Inbound(fault)
        : session.Excess is { } excess ? new RunInbox.Inbound(new RunFaulted { At = time.GetUtcNow(), Error = excess })
        : inbox.TryTake(out var posted) ? posted
        : session.Due() is { } due ? new RunInbox.Inbound(due)
        : HasMore ? default(RunInbox.Inbound)
        : null;

    private bool TryDecide(RunEvent? @event, RunSession session, RunDispatcher dispatcher, RunBatch batch)
    {
        if (Awaited.OfReport(@event) is var (frame, node, consumer, attempt))
        {
            if (!Awaited.IsNode(session.State, frame, node, consumer, attempt))
            {
                return true; // it came twice, or its instance is over by what came before it in this batch
            }

            dispatcher.Reported(frame, node, consumer);
        }

        try
        {
            var decision = @event is null ? session.Continue() : session.Fold(@event, batch);
            batch.Instructions.AddRange(decision.Instructions);
            (HasMore, _fault) = (decision.HasMore, null);
            return true;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException && _fault is null)
        {
            // The state is half folded: nothing more is read off it.
            batch.Fault = fault;
            return false;
        }
    }
}
