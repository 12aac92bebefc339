namespace RayFlow.Nodes.Sdk;

/// <summary>What constants and configuration entries have in common. A <c>required</c> property must be given.</summary>
/// <param name="name">The key, or empty for that of the property.</param>
[AttributeUsage(AttributeTargets.Property)]
public abstract class SettingAttribute(string name) : PinAttribute(name)
{
    /// <summary>The values allowed (string, bool, int, long or double); empty: all of the type.</summary>
    public object[] Choices { get; init; } = [];

    /// <summary>The least number allowed; NaN: none.</summary>
    public double Minimum { get; init; } = double.NaN;

    /// <summary>The greatest number allowed; NaN: none.</summary>
    public double Maximum { get; init; } = double.NaN;
}
