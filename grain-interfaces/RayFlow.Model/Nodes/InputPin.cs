using RayFlow.Model.Values;

namespace RayFlow.Model.Nodes;

/// <summary>A data input of a node type.</summary>
/// <param name="Name">The pin's name; the handle is <c>input-NAME</c>.</param>
/// <param name="Type">What it accepts.</param>
/// <param name="Default">What it is without an edge and without an input value; null: one of them is needed.</param>
/// <param name="Description">One sentence for the editor, or empty.</param>
public sealed record InputPin(string Name, PinType Type, Value? Default = null, string Description = "")
{
    /// <summary>True if the pin needs an edge or an input value.</summary>
    public bool Required => Default is null;
}
