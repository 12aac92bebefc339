namespace RayFlow.Nodes.Sdk;

/// <summary>Makes a property a constant: set per node of a flow in <c>data.constantValues</c>.</summary>
/// <param name="name">The key. Default: the property's name in upper snake case.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConstantAttribute(string name = "") : SettingAttribute(name);
