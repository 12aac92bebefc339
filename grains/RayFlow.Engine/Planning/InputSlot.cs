using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Planning;

/// <summary>One data input of a node and what it reads.</summary>
/// <param name="Name">The pin's name.</param>
/// <param name="Type">What it accepts.</param>
/// <param name="Nullable">Whether it takes null beside the values of its type.</param>
/// <param name="Source">The node that its edge comes from; -1 without an edge.</param>
/// <param name="SourceOutput">The index of the output there.</param>
/// <param name="Fallback">What it is without an edge, or when the source was skipped: the input value, else the default; null: nothing.</param>
public sealed record InputSlot(string Name, PinType Type, bool Nullable, int Source, int SourceOutput, Value? Fallback)
{
    /// <summary>What its edge is called: its id, or its ends in words; empty without an edge.</summary>
    public string Edge { get; init; } = "";

    /// <summary>Brings a value into the pin's type; false if it does not fit.</summary>
    internal bool TryAccept(ref Value value) =>
        Type.Name == PinTypeName.Any || (Nullable && value.IsNull) || Type.TryAccept(value, out value);
}
