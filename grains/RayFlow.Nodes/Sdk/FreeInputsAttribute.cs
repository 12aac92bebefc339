namespace RayFlow.Nodes.Sdk;

/// <summary>Makes a ValueMap property take every connected input whose name is not that of another pin, in order.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FreeInputsAttribute : Attribute;
