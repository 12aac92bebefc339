namespace RayFlow.Simulation.Cluster;

/// <summary>A call cannot be answered because its silo is gone.</summary>
internal sealed class SiloGoneException(string silo) : Exception($"{silo} is gone.");
