namespace Orleans.Metadata;

/// <summary>The grain type that an interface without an explicit choice refers to, where several implement it.</summary>
[AttributeUsage(AttributeTargets.Interface, AllowMultiple = false)]
public sealed class DefaultGrainTypeAttribute(string grainType) : Attribute
{
    internal string GrainType { get; } = grainType;
}
