namespace RayFlow.Nodes.Sdk;

/// <summary>
/// A node: a class whose properties are its pins and settings. Derive from <see cref="PureNode"/> or <see cref="EffectNode"/>.
/// An instance lives for one evaluation, so its fields are never shared.
/// </summary>
/// <remarks>
/// Property types and pins: <see cref="long"/> and <see cref="int"/> int, <see cref="double"/> float, <see cref="Number"/> number,
/// <see cref="string"/> str, <see cref="bool"/> bool, ValueMap dict, ValueList list, Value any; an array, List or IReadOnlyList of T
/// list[T]; a Dictionary or IReadOnlyDictionary from string to T dict[str,T]. A nullable property takes null as well.
/// </remarks>
public abstract class Node
{
    private protected Node()
    {
    }
}
