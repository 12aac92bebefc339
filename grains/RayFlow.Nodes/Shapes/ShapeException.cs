namespace RayFlow.Nodes.Shapes;

/// <summary>A class cannot be a node.</summary>
/// <param name="message">Why, and what to do.</param>
/// <param name="member">The property that is wrong, or null.</param>
internal sealed class ShapeException(string message, string? member = null) : Exception(message)
{
    public string? Member => member;
}
