using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Orleans.Metadata;

namespace Orleans.Runtime;

/// <summary>The grain classes of the application.</summary>
internal sealed class GrainManifest
{
    private static readonly Lazy<GrainManifest> Lazy = new(() => new GrainManifest(ApplicationParts.Find()));
    private readonly Dictionary<GrainType, GrainClass> _classes = [];

    private GrainManifest(IEnumerable<Assembly> assemblies)
    {
        foreach (var type in assemblies.SelectMany(assembly => assembly.GetTypes()).Where(IsGrainClass))
        {
            var grainClass = new GrainClass(type);
            if (!_classes.TryAdd(grainClass.GrainType, grainClass))
            {
                throw new InvalidOperationException($"{type} and {_classes[grainClass.GrainType].Type} have the same grain type \"{grainClass.GrainType}\". Give one of them a [GrainType].");
            }
        }
    }

    public static GrainManifest Current => Lazy.Value;

    public IEnumerable<GrainClass> Classes => _classes.Values;

    public GrainClass ClassOf(GrainType type) => _classes.TryGetValue(type, out var grainClass)
        ? grainClass
        : throw new ArgumentException($"Could not find an implementation for grain type {type}");

    /// <summary>The class that calls of an interface go to: its only implementation, or the one with its name or default grain type.</summary>
    public GrainClass Implementing(Type interfaceType, string? prefix)
    {
        var candidates = _classes.Values.Where(candidate => interfaceType.IsAssignableFrom(candidate.Type)).ToArray();
        if (prefix is not null)
        {
            candidates = Array.FindAll(candidates, candidate => candidate.Type.FullName!.StartsWith(prefix, StringComparison.Ordinal));
        }

        var defaultType = interfaceType.GetCustomAttribute<DefaultGrainTypeAttribute>()?.GrainType;
        var chosen = candidates.Length == 1 ? candidates[0]
            : prefix is not null ? candidates.FirstOrDefault(candidate => candidate.Type.FullName == prefix)
            : candidates.FirstOrDefault(candidate => candidate.GrainType.ToString() == defaultType)
                ?? candidates.FirstOrDefault(candidate => candidate.Type.Name == interfaceType.Name[1..]);
        return chosen ?? throw new ArgumentException(candidates.Length == 0
            ? $"Could not find an implementation for interface {interfaceType}{(prefix is null ? "" : $" with prefix \"{prefix}\"")}"
            : $"Unable to identify a single appropriate grain type for interface {interfaceType}. Candidates: {string.Join(", ", candidates.Select(candidate => candidate.GrainType))}");
    }

    private static bool IsGrainClass(Type type) =>
        type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }
        && typeof(IGrainBase).IsAssignableFrom(type)
        && typeof(IAddressable).IsAssignableFrom(type);
}
