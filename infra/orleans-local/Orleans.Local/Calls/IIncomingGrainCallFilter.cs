namespace Orleans;

/// <summary>Sees calls before and after the grain does; a service of the silo, or a grain class itself.</summary>
public interface IIncomingGrainCallFilter
{
    /// <summary>Handles a call; <see cref="IGrainCallContext.Invoke"/> goes on with it.</summary>
    Task Invoke(IIncomingGrainCallContext context);
}
