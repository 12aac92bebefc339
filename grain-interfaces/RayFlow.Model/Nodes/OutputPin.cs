namespace RayFlow.Model.Nodes;

/// <summary>A data output of a node type.</summary>
/// <param name="Name">The pin's name; the handle is <c>output-NAME</c>.</param>
/// <param name="Type">What it gives.</param>
/// <param name="Description">One sentence for the editor, or empty.</param>
public sealed record OutputPin(string Name, PinType Type, string Description = "");
