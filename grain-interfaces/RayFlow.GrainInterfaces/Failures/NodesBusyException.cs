namespace RayFlow.GrainInterfaces.Failures;

/// <summary>A silo has as many node attempts waiting for a thread as it takes. The same attempt may be handed over again in a moment.</summary>
[GenerateSerializer, Alias("rayflow.NodesBusyException")]
public sealed class NodesBusyException : RayFlowException
{
    /// <summary>Words the refusal.</summary>
    /// <param name="message">How many wait, and which option says so.</param>
    public NodesBusyException(string message)
        : base(message)
    {
    }
}
