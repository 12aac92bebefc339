namespace Orleans;

/// <summary>Marks a type as a message: members with an <see cref="IdAttribute"/> travel with it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
public sealed class GenerateSerializerAttribute : Attribute
{
    /// <summary>Whether public properties travel without an <see cref="IdAttribute"/>; they do not by default.</summary>
    public GenerateFieldIds GenerateFieldIds { get; init; }

    /// <summary>Whether parameters of the primary constructor travel without an <see cref="IdAttribute"/>; those of records always do.</summary>
    public bool IncludePrimaryConstructorParameters { get; init; }
}
