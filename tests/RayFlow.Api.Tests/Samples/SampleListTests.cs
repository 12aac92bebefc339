using RayFlow.Api.Tests.Hosting;

namespace RayFlow.Api.Tests.Samples;

public sealed class SampleListTests
{
    [Fact]
    public void Readme_OfTheSamples_ListsEveryOne()
    {
        var readme = File.ReadAllText(Path.Combine(Checkout.Samples, "README.md"));

        Assert.All(Directory.EnumerateFiles(Checkout.Samples, "flow.json", SearchOption.AllDirectories), file =>
        {
            var name = Path.GetFileName(Path.GetDirectoryName(file)!);
            Assert.Contains($"| [{name}]({name}) |", readme, StringComparison.Ordinal);
        });
    }
}
