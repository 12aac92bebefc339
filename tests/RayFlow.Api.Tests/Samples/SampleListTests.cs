using RayFlow.Api.Tests.Hosting;

namespace RayFlow.Api.Tests.Samples;

public sealed class SampleListTests
{
    [Fact]
    public void Readme_OfTheSamples_ListsEveryOne()
    {
        var readme = File.ReadAllText(Path.Combine(Checkout.Samples, "README.md"));

        Assert.All(Sample.Names.Where(name => !name.StartsWith("patterns/", StringComparison.Ordinal)), name => Assert.Contains($"| [{name}]({name}) |", readme, StringComparison.Ordinal));
    }

    [Fact]
    public void Page_OfThePatterns_ListsEveryOne()
    {
        var page = File.ReadAllText(Path.Combine(Checkout.Root, "infra", "docs", "patterns.md"));

        Assert.All(
            Sample.Names.Where(name => name.StartsWith("patterns/", StringComparison.Ordinal)),
            name => Assert.Contains($"(../../client/samples/{name})", page, StringComparison.Ordinal));
    }
}
