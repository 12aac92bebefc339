namespace Orleans;

/// <summary>References to objects of this type are not tracked, so that two references to one object arrive as two objects.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SuppressReferenceTrackingAttribute : Attribute;
