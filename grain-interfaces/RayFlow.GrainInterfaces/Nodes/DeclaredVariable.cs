using RayFlow.Model.Values;

namespace RayFlow.GrainInterfaces.Nodes;

/// <summary>A variable that a flow declares.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it may hold, as pins write it.</param>
/// <param name="Initial">What it holds at first.</param>
/// <param name="ReadOnly">Whether setting it is an error.</param>
[GenerateSerializer, Immutable, Alias("rayflow.DeclaredVariable")]
public sealed record DeclaredVariable(
    [property: Id(0)] string Name,
    [property: Id(1)] string Type,
    [property: Id(2)] Value Initial,
    [property: Id(3)] bool ReadOnly);
