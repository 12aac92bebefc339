namespace RayFlow.GrainInterfaces.Failures;

/// <summary>
/// The database cannot be reached at the moment. What was asked for may be asked again: nothing was accepted,
/// or it was accepted once and a repetition with the same run id answers with it.
/// </summary>
[GenerateSerializer, Alias("rayflow.StorageUnavailableException")]
public sealed class StorageUnavailableException : RayFlowException
{
    /// <summary>Words the refusal.</summary>
    /// <param name="message">What could not be done and why, without connection strings.</param>
    /// <param name="innerException">What the database driver said; not carried between silos as it is.</param>
    public StorageUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
