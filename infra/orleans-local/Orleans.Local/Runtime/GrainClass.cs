using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Concurrency;
using Orleans.Configuration;
using Orleans.Placement;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>A grain class and what its attributes say.</summary>
internal sealed class GrainClass
{
    private const string Suffix = "grain";
    private readonly Lazy<GrainConstructor> _constructor;
    private readonly CollectionAgeLimitAttribute? _ageLimit;
    private readonly bool _keepAlive;
    private readonly MethodInfo? _mayInterleave;
    private readonly ConcurrentDictionary<GrainMethod, MethodInfo> _implementations = new();

    public GrainClass(Type type)
    {
        Type = type;
        GrainType = GrainType.Create(type.GetCustomAttribute<GrainTypeAttribute>()?.GrainType ?? NameOf(type));
        PrimaryInterface = type.GetInterfaces().FirstOrDefault(candidate => typeof(IGrain).IsAssignableFrom(candidate) && candidate != typeof(IGrain)) ?? typeof(IAddressable);
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute), inherit: true);
        Placement = type.GetCustomAttribute<PlacementAttribute>(inherit: true)?.PlacementStrategy ?? new RandomPlacement();
        if (type.GetCustomAttribute<StatelessWorkerAttribute>(inherit: true) is { } worker)
        {
            MaxWorkers = worker.MaxLocalWorkers > 0 ? worker.MaxLocalWorkers : Environment.ProcessorCount;
        }

        _ageLimit = type.GetCustomAttribute<CollectionAgeLimitAttribute>(inherit: true);
        _keepAlive = type.IsDefined(typeof(KeepAliveAttribute), inherit: true);
        _mayInterleave = FindPredicate(type);
        _constructor = new(() => new GrainConstructor(type));
    }

    public Type Type { get; }

    public GrainType GrainType { get; }

    public Type PrimaryInterface { get; }

    public bool IsReentrant { get; }

    public PlacementStrategy Placement { get; }

    /// <summary>For stateless workers, how many activations share the requests; else zero.</summary>
    public int MaxWorkers { get; }

    public object Construct(Activation activation) => _constructor.Value.Construct(activation);

    public TimeSpan CollectionAge(GrainCollectionOptions options) => _keepAlive
        ? Timeout.InfiniteTimeSpan
        : options.ClassSpecificCollectionAge.TryGetValue(Type.FullName!, out var age) ? age : _ageLimit?.AgeLimit ?? options.CollectionAge;

    public bool MayInterleave(object instance, IInvokable? request) =>
        IsReentrant || (_mayInterleave is not null && request is not null && (bool)_mayInterleave.Invoke(_mayInterleave.IsStatic ? null : instance, [request])!);

    /// <summary>The method of the class that implements an interface's method.</summary>
    public MethodInfo ImplementationOf(GrainMethod method) => _implementations.GetOrAdd(method, method =>
    {
        var map = Type.GetInterfaceMap(method.Interface);
        return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, method.Method)];
    });

    private static string NameOf(Type type)
    {
        var name = type.Name.ToLowerInvariant();
        return name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
    }

    private static MethodInfo? FindPredicate(Type type)
    {
        if (type.GetCustomAttribute<MayInterleaveAttribute>(inherit: true) is not { } attribute)
        {
            return null;
        }

        const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.FlattenHierarchy;
        var method = type.GetMethod(attribute.CallbackMethodName, Any, [typeof(IInvokable)]);
        return method?.ReturnType == typeof(bool)
            ? method
            : throw new InvalidOperationException($"Class {type.FullName} doesn't declare a method {attribute.CallbackMethodName} which takes an {nameof(IInvokable)} and returns a bool.");
    }
}
