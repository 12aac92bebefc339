namespace Orleans;

/// <summary>The type has no members that travel; types derived from it may.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class SerializerTransparentAttribute : Attribute;
