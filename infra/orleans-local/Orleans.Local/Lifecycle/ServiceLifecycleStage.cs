namespace Orleans;

/// <summary>The order of what happens when a silo starts.</summary>
public static class ServiceLifecycleStage
{
    /// <summary>Before all others.</summary>
    public const int First = int.MinValue;

    /// <summary>The runtime is set up.</summary>
    public const int RuntimeInitialize = 2000;

    /// <summary>The runtime's services start.</summary>
    public const int RuntimeServices = 4000;

    /// <summary>The runtime's storage starts.</summary>
    public const int RuntimeStorageServices = 6000;

    /// <summary>The runtime's grain services start.</summary>
    public const int RuntimeGrainServices = 8000;

    /// <summary>After the runtime's grain services.</summary>
    public const int AfterRuntimeGrainServices = 8100;

    /// <summary>The application's services, such as storage providers, start.</summary>
    public const int ApplicationServices = 10000;

    /// <summary>The silo is about to accept requests.</summary>
    public const int BecomeActive = Active - 1;

    /// <summary>The silo accepts requests; startup tasks run.</summary>
    public const int Active = 20000;

    /// <summary>After all others.</summary>
    public const int Last = int.MaxValue;
}
