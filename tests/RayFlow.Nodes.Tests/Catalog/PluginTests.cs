using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Catalog;
using Xunit;

namespace RayFlow.Nodes.Tests.Catalog;

public sealed class PluginTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rayflow-plugins-");

    [Fact]
    public async Task Load_OfAnAssembly_FindsItsNodesAndTheirDependencies()
    {
        var dependency = Compile("Acme.Words", "namespace Acme; public static class Words { public static string Hello => \"hello\"; }");
        Compile("Acme.Nodes", """
            using RayFlow.Nodes.Sdk;
            namespace Acme;
            [Node(Category = "acme")]
            public sealed class SayHello : PureNode
            {
                [Output] public string Text { get; private set; } = "";
                public override void Evaluate() => Text = Words.Hello;
            }
            [Node("math_add")]
            public sealed class OtherAdd : PureNode { public override void Evaluate() { } }
            public abstract class NoNode : PureNode { }
            """, dependency);
        File.Copy(typeof(NodeCatalog).Assembly.Location, Path.Combine(_folder.FullName, "RayFlow.Nodes.dll"));
        using var catalog = Load();

        var result = await catalog.RunAsync("acme_say_hello", ValueMap.Empty, NodeSettings.Empty, Contexts.New(), TaskScheduler.Default, CancellationToken.None);

        Assert.Equal("hello", result.Outputs!["text"]);
        Assert.Equal(["acme_say_hello", "math_add"], Plugins(catalog).Select(node => node.Type));
        Assert.All(Plugins(catalog), node => Assert.Empty(node.Problems));
    }

    [Fact]
    public void Load_OfAnAssemblyWhoseDependencyIsMissing_ReportsItAndStopsNothingElse()
    {
        var dependency = Compile("Acme.Words", "namespace Acme; public interface IWords { }");
        Compile("Acme.Broken", "using RayFlow.Nodes.Sdk; namespace Acme; public sealed class A : PureNode, IWords { public override void Evaluate() { } }", dependency);
        Compile("Acme.Fine", "using RayFlow.Nodes.Sdk; [Node(Category = \"acme\")] public sealed class Fine : PureNode { public override void Evaluate() { } }");
        File.Delete(dependency);
        using var catalog = Load();

        var problem = Assert.Single(Plugins(catalog).Single(node => node.Problems.Count > 0).Problems);
        Assert.Equal("Acme.Broken.dll", problem.File);
        Assert.Contains("Acme.Words", problem.Message, StringComparison.Ordinal);
        Assert.True(catalog.Types.TryGet("acme_fine", out _));
    }

    [Fact]
    public void Load_OfAClassThatMakesNoNode_ReportsTheClass()
    {
        Compile("Acme.Nodes", "using RayFlow.Nodes.Sdk; namespace Acme; public sealed class Odd : PureNode { [Input] public required object X { get; set; } public override void Evaluate() { } }");
        using var catalog = Load();

        Assert.StartsWith("Acme.Odd: Property 'X' has the type Object", Assert.Single(Plugins(catalog)).Problems[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfFilesThatAreNoPlugins_LeavesThemAlone()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "native.dll"), "MZ but nothing else");
        File.WriteAllBytes(Path.Combine(_folder.FullName, "empty.dll"), []);
        Compile("Acme.Words", "public static class Words { }");
        using var catalog = Load();

        Assert.Empty(Plugins(catalog));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static IEnumerable<NodeDescriptor> Plugins(NodeCatalog catalog) => catalog.Descriptors.Where(node => node.Origin == NodeOrigin.Plugin);

    private NodeCatalog Load() => NodeCatalog.Load(new NodeCatalogOptions { UserNodeDirectory = null, PluginDirectory = _folder.FullName });

    private string Compile(string name, string source, params string[] references)
    {
        var path = Path.Combine(_folder.FullName, $"{name}.dll");
        var trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var emitted = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(source)],
            trusted.Concat(references).Select(reference => MetadataReference.CreateFromFile(reference)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).Emit(path);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        return path;
    }
}
