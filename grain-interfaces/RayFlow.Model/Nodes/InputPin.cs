using RayFlow.Model.Values;

namespace RayFlow.Model.Nodes;

/// <summary>A data input of a node type.</summary>
/// <param name="Name">The pin's name; the handle is <c>input-NAME</c>.</param>
/// <param name="Type">What it accepts.</param>
/// <param name="Default">What it is without an edge and without an input value; null: one of them is needed.</param>
/// <param name="Description">One sentence for the editor, or empty.</param>
/// <param name="Nullable">Whether it takes null beside the values of its type.</param>
public sealed record InputPin(string Name, PinType Type, Value? Default = null, string Description = "", bool Nullable = false)
{
    /// <summary>True if the pin needs an edge or an input value.</summary>
    public bool Required => Default is null;

    /// <summary>Brings a value that arrives here into the pin's type, as <see cref="PinType.TryAccept"/> does; null passes if the pin takes it.</summary>
    public bool TryAccept(Value value, out Value accepted)
    {
        accepted = value;
        return (Nullable && value.IsNull) || Type.TryAccept(value, out accepted);
    }
}
