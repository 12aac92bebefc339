using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;

namespace Orleans.Runtime;

/// <summary>Finds the assemblies of the application that use Orleans; only they can hold grains, messages and converters.</summary>
internal static class ApplicationParts
{
    private static readonly Assembly Own = typeof(ApplicationParts).Assembly;
    private static readonly Lazy<IReadOnlyList<Assembly>> Parts = new(() => [.. Loaded().Union(OnDisk().Select(Load)).Append(Own)]);

    public static IReadOnlyList<Assembly> Find() => Parts.Value;

    // Plug-ins have load contexts of their own and are no parts.
    private static IEnumerable<Assembly> Loaded() => AssemblyLoadContext.GetLoadContext(Own)!.Assemblies
        .Where(assembly => !assembly.IsDynamic && Array.Exists(assembly.GetReferencedAssemblies(), reference => reference.Name == Own.GetName().Name));

    // An assembly that was not used yet is not loaded yet, but it belongs to the application all the same.
    private static IEnumerable<string> OnDisk()
    {
        var framework = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location) ?? "/", "..", ".."));
        return (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(path => !path.StartsWith(framework, StringComparison.Ordinal) && File.Exists(path) && Refers(path));
    }

    private static Assembly Load(string path) => Assembly.Load(AssemblyName.GetAssemblyName(path));

    private static bool Refers(string path)
    {
        using var file = File.OpenRead(path);
        using var image = new PEReader(file);
        if (!image.HasMetadata)
        {
            return false;
        }

        var metadata = image.GetMetadataReader();
        return metadata.AssemblyReferences.Any(handle => metadata.StringComparer.Equals(metadata.GetAssemblyReference(handle).Name, Own.GetName().Name!));
    }
}
