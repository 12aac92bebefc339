using System.Collections.Concurrent;
using System.Reflection;

namespace Orleans.Runtime;

/// <summary>A grain interface with the emitted class of its references.</summary>
internal sealed class GrainInterface
{
    private static readonly ConcurrentDictionary<Type, GrainInterface> Known = new();
    private readonly Lazy<Func<GrainRuntime, GrainId, GrainReference>> _create;
    private readonly Lazy<GrainClass> _primaryClass;
    private readonly ConcurrentDictionary<string, GrainClass> _byPrefix = new();

    private GrainInterface(Type type)
    {
        Type = type;
        _create = new(() => ProxyEmitter.Emit(this));
        _primaryClass = new(() => GrainManifest.Current.Implementing(type, null));
    }

    public Type Type { get; }

    public string Name => Type.FullName!;

    public static GrainInterface Of(Type type) => Known.GetOrAdd(type, static type =>
        type.IsInterface && typeof(IAddressable).IsAssignableFrom(type)
            ? new GrainInterface(type)
            : throw new ArgumentException($"{type} is not a grain interface.", nameof(type)));

    /// <summary>The methods of the interface and of those it extends.</summary>
    public IReadOnlyList<GrainMethod> Methods => field ??=
    [
        .. Type.GetInterfaces().Prepend(Type)
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public), (type, method) => new GrainMethod(type, method)),
    ];

    public GrainReference CreateReference(GrainRuntime runtime, GrainId id) => _create.Value(runtime, id);

    /// <summary>The grain class that references with the given prefix of its full name go to.</summary>
    public GrainClass ClassFor(string? prefix) => string.IsNullOrWhiteSpace(prefix)
        ? _primaryClass.Value
        : _byPrefix.GetOrAdd(prefix, prefix => GrainManifest.Current.Implementing(Type, prefix));
}

/// <summary>The same by static type, which saves a look-up a call.</summary>
internal static class GrainInterface<TGrainInterface>
{
    public static readonly GrainInterface Instance = GrainInterface.Of(typeof(TGrainInterface));
}
