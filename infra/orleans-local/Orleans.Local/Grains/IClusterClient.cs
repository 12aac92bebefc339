namespace Orleans;

/// <summary>A grain factory with the services of the host that it belongs to.</summary>
public interface IClusterClient : IGrainFactory
{
    /// <summary>The services.</summary>
    IServiceProvider ServiceProvider { get; }
}
