namespace Orleans.Runtime;

/// <summary>The activation whose turn the current code runs in.</summary>
public interface IGrainContextAccessor
{
    /// <summary>The activation, or null outside of a turn.</summary>
    IGrainContext GrainContext { get; }
}
