using System.Reflection;
using Orleans.Runtime;

namespace Orleans;

/// <summary>A call as filters on the side of the callee see it.</summary>
public interface IIncomingGrainCallContext : IGrainCallContext
{
    /// <summary>The method of the grain class.</summary>
    MethodInfo ImplementationMethod { get; }

    /// <summary>The activation.</summary>
    IGrainContext TargetContext { get; }
}
