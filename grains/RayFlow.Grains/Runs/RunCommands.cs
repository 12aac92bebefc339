using RayFlow.Engine.Running;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Model.Runs;

namespace RayFlow.Grains.Runs;

/// <summary>Which commands fit which runs.</summary>
internal static class RunCommands
{
    /// <summary>What a terminated run says of its end.</summary>
    public const string TerminationReason = "The run was terminated on request.";

    /// <summary>What a run says of its end that was called and was not wanted any more before it began.</summary>
    public const string CallIsOver = "The call was over before the run had begun.";

    /// <summary>Why a command does not fit; null if it does.</summary>
    /// <param name="command">The command.</param>
    /// <param name="run">The run.</param>
    /// <param name="isInMemory">Whether the run is in memory as a whole; one that has not ended and is not cannot be replayed here.</param>
    public static string? Refusal(RunCommand command, RunSummary run, bool isInMemory) => command switch
    {
        RunCommand.Pause or RunCommand.Resume or RunCommand.Retry when !isInMemory && !run.HasEnded =>
            $"The run cannot go on here: {string.Join(' ', run.WaitingFor.Select(wait => wait.Reason))} It can be cancelled or terminated.",
        RunCommand.Retry when run.Status != RunStatus.Failed => $"Only a failed run can be retried; this one is {StatusText.Of(run.Status)}.",
        RunCommand.Retry => null,
        _ when run.HasEnded => $"The run has ended: it is {StatusText.Of(run.Status)}.",
        RunCommand.Pause when run.Status == RunStatus.Paused => "The run is paused already.",
        RunCommand.Resume when run.Status != RunStatus.Paused => $"Only a paused run can be resumed; this one is {StatusText.Of(run.Status)}.",
        _ => null,
    };

    /// <summary>The answer to a signal that was refused.</summary>
    public static CommandResult Answer(SignalRefusedException refused, RunSummary run) =>
        new(run, refused.Message, refused.Reason == SignalRefusal.Full ? CommandResult.SignalsFull : null);

    /// <summary>The event that a command is recorded as.</summary>
    public static RunEvent EventOf(RunCommand command, DateTimeOffset now) => command switch
    {
        RunCommand.Cancel => new CancelRequested { At = now },
        RunCommand.Pause => new PauseRequested { At = now },
        RunCommand.Resume => new ResumeRequested { At = now },
        RunCommand.Terminate => new RunTerminated { At = now, Reason = TerminationReason },
        _ => new RetryRequested { At = now },
    };

    /// <summary>The event that a signal is recorded as.</summary>
    public static SignalReceived EventOf(SendSignal signal, DateTimeOffset now) => new() { At = now, Name = signal.Name, Payload = signal.Payload, SignalId = signal.SignalId };
}
