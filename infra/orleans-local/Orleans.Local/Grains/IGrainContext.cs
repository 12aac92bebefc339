using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>One activation of a grain.</summary>
public interface IGrainContext : ITargetHolder, IEquatable<IGrainContext>
{
    /// <summary>The identity of this activation.</summary>
    ActivationId ActivationId { get; }

    /// <summary>The grain's id.</summary>
    GrainId GrainId { get; }

    /// <summary>A reference to the grain.</summary>
    GrainReference GrainReference { get; }

    /// <summary>The instance of the grain class, once it was constructed.</summary>
    object? GrainInstance { get; }

    /// <summary>The services of this activation; scoped ones live as long as it.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>The stages of this activation's life.</summary>
    IGrainLifecycle ObservableLifecycle { get; }

    /// <summary>Ends when the activation has ended.</summary>
    Task Deactivated { get; }

    /// <summary>Starts deactivation.</summary>
    /// <param name="deactivationReason">Why.</param>
    /// <param name="cancellationToken">Cancelled when the grain should hurry.</param>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}
