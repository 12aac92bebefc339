namespace RayFlow.Grains.Clusters;

/// <summary>A silo has to end, since it holds what the rest of the cluster could go on with.</summary>
/// <param name="message">Why.</param>
public sealed class SiloExiledException(string message) : Exception(message);
