using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>Signals that come: for whoever waits, or kept for who will. One that is refused leaves nothing behind, so that it may come again.</summary>
internal static class SignalReception
{
    /// <summary>Why a signal would have no effect though it is new; null: it is taken, or was before.</summary>
    public static SignalRefusal? RefusalOf(RunState state, SignalReceived signal) =>
        state.Signals.HasSeen(signal.SignalId) ? null
        : state.Outcome is not null ? SignalRefusal.Ended
        : IsFullFor(state, signal) ? SignalRefusal.Full
        : null;

    /// <summary>Takes a signal; false if it came before or is refused.</summary>
    public static bool Fold(RunState state, SignalReceived signal)
    {
        if (state.Signals.HasSeen(signal.SignalId))
        {
            return false;
        }

        var isFull = IsFullFor(state, signal);
        if (!isFull || state.Limits.Rules < 2)
        {
            state.Signals.Remember(signal.SignalId, state.Limits.MaxSignalIds);
        }

        if (isFull)
        {
            return false;
        }

        if (state.Signals.TakeWait(signal.Name) is var (frame, node))
        {
            WaitStarter.Signalled(state, frame, state.Graph.Nodes[node], signal.Payload);
            return true;
        }

        state.Signals.Keep(signal.Name, signal.Payload);
        return true;
    }

    /// <summary>A retry takes back what was consumed since the failure; what was accepted then is kept, beyond the limits if need be.</summary>
    private static bool IsFullFor(RunState state, SignalReceived signal) =>
        (state.Signals.Count >= state.Limits.MaxSignals || state.Signals.Bytes + SignalBox.BytesOf(signal.Name, signal.Payload) > state.Limits.MaxSignalBytes)
        && !(state.IsTakingBack && state.Limits.Rules >= 2)
        && !state.Signals.HasWait(signal.Name);
}
