namespace RayFlow.Nodes.Sdk;

/// <summary>
/// Makes a property a data input. A <c>required</c> property must be connected or given; any other has its initialiser as the default.
/// </summary>
/// <param name="name">The pin's name. Default: the property's in snake case.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InputAttribute(string name = "") : PinAttribute(name);
