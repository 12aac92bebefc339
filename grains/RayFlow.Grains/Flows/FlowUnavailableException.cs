namespace RayFlow.Grains.Flows;

/// <summary>A run's flow cannot be had on this silo.</summary>
/// <param name="message">Which, why, and what to do.</param>
internal sealed class FlowUnavailableException(string message) : Exception(message);
