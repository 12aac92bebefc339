using RayFlow.Model.Values;

namespace RayFlow.Model.Nodes;

/// <summary>A constant (<c>data.constantValues</c>) or a configuration entry (<c>data.config</c>) of a node type.</summary>
/// <param name="Name">The key.</param>
/// <param name="Type">What it accepts.</param>
/// <param name="Default">What it is if it is not given; null: nothing, see <paramref name="Required"/>.</param>
/// <param name="Required">Whether it must be given.</param>
/// <param name="Choices">The values allowed, or empty for all of the type.</param>
/// <param name="Minimum">The least number allowed, or null.</param>
/// <param name="Maximum">The greatest number allowed, or null.</param>
/// <param name="Description">One sentence for the editor, or empty.</param>
public sealed record Setting(
    string Name,
    PinType Type,
    Value? Default = null,
    bool Required = false,
    IReadOnlyList<Value>? Choices = null,
    double? Minimum = null,
    double? Maximum = null,
    string Description = "");
