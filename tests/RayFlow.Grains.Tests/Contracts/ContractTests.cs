using System.Reflection;
using RayFlow.GrainInterfaces.Runs;

namespace RayFlow.Grains.Tests.Contracts;

/// <summary>
/// What silos and clients of different versions say to each other: <c>Contracts.txt</c> beside the grain interfaces lists every alias and id that was
/// ever given. Lines are added and never changed or removed, so that none is reused or changes its meaning.
/// </summary>
public sealed class ContractTests
{
    private static readonly IReadOnlyList<Type> Types =
        [.. typeof(IWorkflowGrain).Assembly.GetTypes().Where(type => type.Namespace?.StartsWith("RayFlow.", StringComparison.Ordinal) == true && !type.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute)))];

    [Fact]
    public void Contracts_AreThoseOfTheManifest()
    {
        using var reader = new StreamReader(typeof(ContractTests).Assembly.GetManifestResourceStream("Contracts.txt")!);
        var listed = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#').ToHashSet(StringComparer.Ordinal);
        var present = Types.SelectMany(LinesOf).ToHashSet(StringComparer.Ordinal);

        var changed = listed.Except(present).Order(StringComparer.Ordinal).ToList();
        var added = present.Except(listed).Order(StringComparer.Ordinal).ToList();

        Assert.True(changed.Count == 0, "These contracts were changed or removed. Messages are append-only: give a new id or alias instead, and keep the old.\n" + string.Join('\n', changed));
        Assert.True(added.Count == 0, "These contracts are new. Add their lines to grain-interfaces/RayFlow.GrainInterfaces/Contracts.txt.\n" + string.Join('\n', added));
    }

    [Fact]
    public void EveryMessage_HasAnAliasAndEveryInterfaceAVersion()
    {
        Assert.DoesNotContain(Types, type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null && AliasOf(type) is null);
        Assert.DoesNotContain(Types.Where(IsGrain), type => type.GetCustomAttribute<Orleans.CodeGeneration.VersionAttribute>() is null || AliasOf(type) is null);
    }

    private static IEnumerable<string> LinesOf(Type type)
    {
        var alias = AliasOf(type);
        if (type.IsEnum && type.IsPublic)
        {
            return Enum.GetNames(type).Select(name => $"enum {type.Name} {Convert.ToInt64(Enum.Parse(type, name), System.Globalization.CultureInfo.InvariantCulture)} {name}");
        }

        if (alias is null)
        {
            return [];
        }

        return IsGrain(type)
            ? type.GetMethods().Select(method =>
                $"interface {alias} {AliasOf(method) ?? method.Name}({string.Join(", ", method.GetParameters().Select(parameter => NameOf(parameter.ParameterType)))}): {NameOf(method.ReturnType)}")
            : type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Where(member => member.GetCustomAttribute<IdAttribute>() is not null)
                .Select(member => $"message {alias} {member.GetCustomAttribute<IdAttribute>()!.Id} {member.Name}: {NameOf(member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType)}");
    }

    private static string? AliasOf(MemberInfo member) => member.GetCustomAttributes<AliasAttribute>().FirstOrDefault()?.Alias;

    private static bool IsGrain(Type type) => type.IsInterface && typeof(IAddressable).IsAssignableFrom(type);

    private static string NameOf(Type type) =>
        type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>" : type.Name;
}
