using Xunit;

namespace RayFlow.EndToEnd.Tests.Architecture;

/// <summary>Who may reference whom. What is absent from the table is forbidden.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, Allowed> Table = new()
    {
        ["RayFlow.Model"] = new([], []),
        ["RayFlow.Engine"] = new(["RayFlow.Model"], []),
        // The compiler is there for the nodes that users write.
        ["RayFlow.Nodes"] = new(["RayFlow.Model"], ["Microsoft.CodeAnalysis."]),
        // Orleans, because it implements Orleans' storage interface.
        ["RayFlow.Storage"] = new(["RayFlow.Model"], ["Npgsql", "Microsoft.Orleans.Sdk", "Microsoft.Orleans.Runtime"]),
        ["RayFlow.GrainInterfaces"] = new(["RayFlow.Model"], ["Microsoft.Orleans.Sdk"]),
        ["RayFlow.Grains"] = new(
            ["RayFlow.GrainInterfaces", "RayFlow.Engine", "RayFlow.Nodes", "RayFlow.Storage"],
            ["Microsoft.Orleans."]),
        ["RayFlow.Api"] = new(
            ["RayFlow.GrainInterfaces"],
            ["Microsoft.AspNetCore.", "Microsoft.OpenApi", "Microsoft.Orleans.Sdk", "Microsoft.Orleans.Client", "Scalar.AspNetCore"]),
        // The embedded server is started by whoever hosts the silo.
        ["RayFlow.Silo"] = new(
            ["RayFlow.Grains", "RayFlow.Api", "RayFlow.EmbeddedPostgres", "RayFlow.Hosting"],
            ["Microsoft.AspNetCore.", "Microsoft.Orleans.", "Npgsql"]),
        // An Orleans client: no grain lives in it.
        ["RayFlow.Gateway"] = new(
            ["RayFlow.Api", "RayFlow.Hosting"],
            ["Microsoft.AspNetCore.", "Microsoft.Orleans.Client", "Microsoft.Orleans.Clustering.AdoNet", "Npgsql"]),
        // What all of RayFlow's processes have in common.
        ["RayFlow.Hosting"] = new([], ["Microsoft.AspNetCore.", "Npgsql", "OpenTelemetry"]),
        ["RayFlow.Cli"] = new(["RayFlow.Model"], ["Spectre.Console", "System.CommandLine"]),
        ["RayFlow.EmbeddedPostgres"] = new([], []),
    };

    /// <summary>What tests or measures the product.</summary>
    private static readonly string[] NotProduct = ["RayFlow.Testing", "RayFlow.Benchmarks", "RayFlow.Simulation"];

    private static readonly string[] ProductNames =
        [.. ProjectFile.All.Select(project => project.Name).Where(name => !NotProduct.Contains(name) && !name.EndsWith(".Tests", StringComparison.Ordinal))];

    public static TheoryData<string> Products { get; } = [.. ProductNames];

    [Theory]
    [MemberData(nameof(Products))]
    public void Project_References_OnlyWhatTheTableAllows(string name)
    {
        Assert.True(Table.TryGetValue(name, out var allowed), $"{name} is not in the table: say there what it may reference.");
        var project = ProjectFile.All.Single(candidate => candidate.Name == name);

        var forbidden = project.Projects.Except(allowed.Projects)
            .Concat(project.Packages.Where(package => !allowed.Packages.Any(prefix => package.StartsWith(prefix, StringComparison.Ordinal))))
            .ToList();
        Assert.Empty(forbidden);
    }

    [Fact]
    public void Table_HasARowForEveryProjectOfTheProduct() =>
        Assert.Equal(Table.Keys.Order(), ProductNames.Order());

    [Fact]
    public void Solution_HasEveryProject()
    {
        var solution = File.ReadAllText(Path.Combine(Checkout.Root, "RayFlow.Orleans.sln")).Replace('\\', '/');

        var missing = ProjectFile.All
            .Select(project => Path.GetRelativePath(Checkout.Root, project.Path).Replace('\\', '/'))
            .Where(path => !solution.Contains($"\"{path}\"", StringComparison.Ordinal))
            .ToList();
        Assert.Empty(missing);
    }

    [Fact]
    public void PackageVersions_AreInAlphabeticalOrder()
    {
        var names = File.ReadLines(Path.Combine(Checkout.Root, "Directory.Packages.props"))
            .Where(line => line.Contains("<PackageVersion ", StringComparison.Ordinal))
            .Select(line => line.Split('"')[1])
            .ToList();

        Assert.NotEmpty(names);
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
    }

    /// <summary>What a project may reference: projects by name, packages and frameworks by the start of their name.</summary>
    private sealed record Allowed(string[] Projects, string[] Packages);
}
