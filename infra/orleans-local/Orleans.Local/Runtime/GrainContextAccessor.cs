namespace Orleans.Runtime;

internal sealed class GrainContextAccessor : IGrainContextAccessor
{
    // Null outside of a turn, though the interface does not say so.
    public IGrainContext GrainContext => RuntimeContext.Current!;
}
