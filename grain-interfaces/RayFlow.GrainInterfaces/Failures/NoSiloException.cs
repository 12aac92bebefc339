namespace RayFlow.GrainInterfaces.Failures;

/// <summary>There is no silo that could be asked. Nothing was done; the same may be asked again once one is there.</summary>
[GenerateSerializer, Alias("rayflow.NoSiloException")]
public sealed class NoSiloException : RayFlowException
{
    /// <summary>Words the refusal.</summary>
    /// <param name="message">Why there is none, and what helps.</param>
    public NoSiloException(string message)
        : base(message)
    {
    }
}
