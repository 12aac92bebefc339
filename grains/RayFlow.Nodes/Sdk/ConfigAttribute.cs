namespace RayFlow.Nodes.Sdk;

/// <summary>Makes a property a configuration entry: set per node of a flow in <c>data.config</c>.</summary>
/// <param name="name">The key. Default: the property's name in snake case.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConfigAttribute(string name = "") : SettingAttribute(name);
