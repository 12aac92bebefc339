namespace RayFlow.Nodes.Sdk;

/// <summary>Makes a property a data output. It may be an input at the same time: the value is then passed through.</summary>
/// <param name="name">The pin's name. Default: the property's in snake case.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OutputAttribute(string name = "") : PinAttribute(name);
