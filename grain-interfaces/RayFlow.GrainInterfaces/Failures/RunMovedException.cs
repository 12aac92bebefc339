namespace RayFlow.GrainInterfaces.Failures;

/// <summary>
/// The run goes on in another activation, or is gone; the one that was asked has given way. What was asked of it was not recorded: asking again
/// finds the other one.
/// </summary>
[GenerateSerializer, Alias("rayflow.RunMovedException")]
public sealed class RunMovedException : RayFlowException
{
    /// <summary>Words the refusal.</summary>
    /// <param name="message">Which run, and what was found.</param>
    public RunMovedException(string message)
        : base(message)
    {
    }
}
