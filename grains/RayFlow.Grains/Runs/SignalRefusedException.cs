using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Failures;

namespace RayFlow.Grains.Runs;

/// <summary>A run does not take a signal; it is not recorded, and may be sent again under the same id.</summary>
internal sealed class SignalRefusedException(SignalRefusal reason, string name, RunLimits limits) : RayFlowException(Words(reason, name, limits))
{
    /// <summary>Why.</summary>
    public SignalRefusal Reason => reason;

    private static string Words(SignalRefusal reason, string name, RunLimits limits) => reason == SignalRefusal.Ended
        ? "The run has ended; a signal cannot reach it."
        : string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"Nothing waits for signal '{name}', and the run keeps as much for later as it may: {limits.MaxSignals:N0} signals or {limits.MaxSignalBytes:N0} bytes (RayFlow:Runs:Limits). Send it again when the run has consumed some.");
}
