namespace Orleans;

/// <summary>Which members get an id by themselves.</summary>
public enum GenerateFieldIds
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Public properties with a getter and a setter or initialiser.</summary>
    PublicProperties = 1,
}
