namespace RayFlow.GrainInterfaces.Failures;

/// <summary>A call that RayFlow refuses: the message says what, which, and what to do next. Carried between silos.</summary>
[GenerateSerializer, Alias("rayflow.RayFlowException")]
public abstract class RayFlowException : Exception
{
    /// <summary>Words the refusal.</summary>
    protected RayFlowException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
