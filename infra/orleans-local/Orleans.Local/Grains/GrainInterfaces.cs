using Orleans.Runtime;

namespace Orleans.Runtime
{
    /// <summary>Something that can be called through a reference.</summary>
    public interface IAddressable;
}

namespace Orleans
{
    /// <summary>A grain interface.</summary>
    public interface IGrain : IAddressable;

    /// <summary>A grain interface whose keys are strings.</summary>
    public interface IGrainWithStringKey : IGrain;

    /// <summary>A grain interface whose keys are Guids.</summary>
    public interface IGrainWithGuidKey : IGrain;

    /// <summary>A grain interface whose keys are 64-bit integers.</summary>
    public interface IGrainWithIntegerKey : IGrain;

    /// <summary>A grain interface whose keys are a Guid and a string.</summary>
    public interface IGrainWithGuidCompoundKey : IGrain;

    /// <summary>A grain interface whose keys are an integer and a string.</summary>
    public interface IGrainWithIntegerCompoundKey : IGrain;

    /// <summary>What the runtime calls on a grain class.</summary>
    public interface IGrainBase
    {
        /// <summary>The activation that the instance belongs to.</summary>
        IGrainContext GrainContext { get; }

        /// <summary>Called before the first request. If it fails, so do the requests that wait.</summary>
        Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

        /// <summary>Called after the last request. Not called when the process dies.</summary>
        Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
    }
}
