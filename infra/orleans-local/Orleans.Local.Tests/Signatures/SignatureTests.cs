using System.Reflection;

namespace Orleans.Tests.Signatures;

/// <summary>
/// What the local runtime shows is a subset of what Orleans shows, as far as Orleans' own assemblies can be read. The
/// assemblies that are missing in some registries (Orleans.Core, Orleans.Runtime, Orleans.Serialization) cannot.
/// </summary>
public sealed class SignatureTests
{
    private const int FewestComparedTypes = 90;

    // Orleans has two classes of this name, in Orleans.Reminders and in Orleans.Reminders.AdoNet. One assembly can have one.
    private const string MergedClass = "Orleans.Hosting.SiloBuilderReminderExtensions";
    private const string MergedMethod = "AddReminders(";

    private static readonly string[] OfficialAssemblies = typeof(SignatureTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "OfficialAssemblies").Value!
        .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    [Fact]
    public void OfficialAssemblies_AreThere()
    {
        Assert.NotEmpty(OfficialAssemblies);
        Assert.All(OfficialAssemblies, path => Assert.True(File.Exists(path), $"{path} is missing. The package registry has to offer the packages of {nameof(OfficialAssemblies)}.csproj, or this build has to use OrleansRuntime=packages."));
    }

    [Fact]
    public void PublicMembers_OfTheLocalRuntime_AreThoseOfOrleans()
    {
        var official = OfficialAssemblies.SelectMany(PublicApi.Read).ToDictionary(pair => pair.Key, pair => pair.Value);
        var ours = PublicApi.Read(typeof(Grain).Assembly.Location).Values.Where(type => official.ContainsKey(type.Name)).ToArray();

        Assert.True(ours.Length >= FewestComparedTypes, $"Only {ours.Length} types were compared.");
        var differences = ours.SelectMany(type => Differences(type, official[type.Name])).ToArray();
        Assert.True(differences.Length == 0, string.Join('\n', differences));
    }

    private static IEnumerable<string> Differences(PublicType ours, PublicType theirs)
    {
        if (ours.Declaration != theirs.Declaration)
        {
            yield return $"{ours.Name}: {ours.Declaration}\n   in Orleans: {theirs.Declaration}";
        }

        foreach (var extra in ours.Interfaces.Except(theirs.Interfaces))
        {
            yield return $"{ours.Name} implements {extra}";
        }

        foreach (var extra in ours.Members.Except(theirs.Members))
        {
            if (ours.Name == MergedClass && extra.Contains(MergedMethod, StringComparison.Ordinal))
            {
                continue;
            }

            var name = extra[..(extra.IndexOf('(', StringComparison.Ordinal) + 1 is var end and > 0 ? end : extra.Length)].Split(' ')[^1];
            var similar = theirs.Members.Where(member => name.Length > 0 && member.Contains($" {name}", StringComparison.Ordinal));
            yield return $"{ours.Name}: {extra}{string.Concat(similar.Select(member => $"\n   in Orleans: {member}"))}";
        }
    }
}
