using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Model.Flows;

/// <summary>A variable that a flow declares.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it may hold; any if the flow gives only a value.</param>
/// <param name="Initial">What it holds when the run starts.</param>
/// <param name="ReadOnly">Whether setting it is an error.</param>
/// <param name="Description">For people.</param>
public sealed record VariableDeclaration(string Name, PinType Type, Value Initial, bool ReadOnly = false, string Description = "");
