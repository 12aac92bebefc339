using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans;

/// <summary>The base of grain classes: one instance a key, one request at a time.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    /// <summary>Called by the runtime, within the turn that activates the grain.</summary>
    protected Grain()
        : this(RuntimeContext.Current ?? throw new InvalidOperationException("A grain can only be constructed by the runtime, when it is activated."))
    {
    }

    /// <summary>For the given activation.</summary>
    private protected Grain(IGrainContext grainContext) => GrainContext = grainContext;

    /// <summary>The activation that this instance belongs to.</summary>
    public IGrainContext GrainContext { get; }

    /// <summary>A reference to this grain.</summary>
    public GrainReference GrainReference => GrainContext.GrainReference;

    /// <summary>The grain's id as text.</summary>
    public string IdentityString => GrainContext.GrainId.ToString();

    /// <summary>The address of the silo that the grain lives on.</summary>
    public string RuntimeIdentity => ServiceProvider.GetRequiredService<ILocalSiloDetails>().SiloAddress.ToString();

    /// <summary>Makes references to other grains; only for code of the grain's turns.</summary>
    protected IGrainFactory GrainFactory => ServiceProvider.GetRequiredService<IGrainFactory>();

    /// <summary>The services of this activation; scoped ones live as long as it. Only for code of the grain's turns.</summary>
    protected internal IServiceProvider ServiceProvider => RuntimeContext.Current is null
        ? throw new InvalidOperationException("Activation access violation. A non-activation thread attempted to access activation services.")
        : GrainContext.ActivationServices;

    /// <inheritdoc cref="IGrainBase.OnActivateAsync"/>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc cref="IGrainBase.OnDeactivateAsync"/>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Deactivates the grain when the requests that run have ended; later ones go to a new activation.</summary>
    protected void DeactivateOnIdle() => GrainBaseExtensions.DeactivateOnIdle(this);

    /// <summary>Keeps the grain from idle collection for a time. A negative span withdraws an earlier call.</summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => ((Activation)GrainContext).DelayDeactivation(timeSpan);
}
