using RayFlow.Engine.Validation;
using RayFlow.Model.Flows;
using RayFlow.Nodes.Catalog;
using Xunit;

namespace RayFlow.Engine.Tests.Validation;

public class SampleTests
{
    public static TheoryData<string> Samples =>
        [.. Directory.GetFiles(Path.Combine(Checkout.Root, "client", "samples"), "flow.json", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Checkout.Root, file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Validate_OfASample_FindsNothing(string file)
    {
        var nodes = Path.Combine(Checkout.Root, "client", "samples", "nodes");
        using var catalog = NodeCatalog.Load(new NodeCatalogOptions { UserNodeDirectory = nodes });
        var parsed = FlowDocumentParser.Parse(File.ReadAllBytes(Path.Combine(Checkout.Root, file)), FlowLimits.Default, catalog.Types);

        Assert.Empty(parsed.Diagnostics);
        Draft.AssertProblems(FlowValidator.Validate(parsed.Document!, catalog.Types, FlowLimits.Default));
    }
}
