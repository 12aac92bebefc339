namespace RayFlow.GrainInterfaces.Failures;

/// <summary>A grain failed in a way that nobody foresaw. The log of the silo that it was on tells more.</summary>
[GenerateSerializer, Alias("rayflow.GrainFailedException")]
public sealed class GrainFailedException : RayFlowException
{
    /// <summary>Words the failure.</summary>
    /// <param name="message">Which call failed, and what the grain said.</param>
    public GrainFailedException(string message)
        : base(message)
    {
    }
}
