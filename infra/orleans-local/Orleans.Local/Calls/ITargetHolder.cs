namespace Orleans.Serialization.Invocation;

/// <summary>Holds the instance that requests are invoked on.</summary>
public interface ITargetHolder
{
    /// <summary>The instance.</summary>
    object? GetTarget();

    /// <summary>A component of the holder, if it has one of the type.</summary>
    object? GetComponent(Type componentType);
}
