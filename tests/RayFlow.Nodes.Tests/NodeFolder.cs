using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Catalog;
using RayFlow.Nodes.Sdk;
using Xunit;

namespace RayFlow.Nodes.Tests;

/// <summary>A folder of user nodes that is gone after the test.</summary>
internal sealed class NodeFolder : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("rayflow-nodes-");

    public string Path => _root.FullName;

    public NodeFolder With(string path, string source)
    {
        var full = System.IO.Path.Combine(Path, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        File.WriteAllText(full, source);
        return this;
    }

    /// <summary>A pure node with an input <c>value:any</c> and an output <c>result:any</c>.</summary>
    public NodeFolder WithPure(string path, string evaluate, string members = "") => With(path, $$"""
        public sealed class Subject : PureNode
        {
            [Input] public Value Value { get; set; }
            [Output] public Value Result { get; private set; }
            {{members}}
            public override void Evaluate() { {{evaluate}} }
        }
        """);

    /// <summary>An effect node with an output <c>result:any</c>.</summary>
    public NodeFolder WithEffect(string path, string run, string members = "") => With(path, $$"""
        public sealed class Subject : EffectNode
        {
            [Output] public Value Result { get; private set; }
            {{members}}
            public override async Task RunAsync(NodeContext context, CancellationToken cancellationToken) { await Task.CompletedTask; {{run}} }
        }
        """);

    public NodeCatalog Load() => NodeCatalog.Load(new NodeCatalogOptions { UserNodeDirectory = Path });

    /// <summary>Loads the folder and makes one attempt at a node.</summary>
    public async Task<NodeResult> RunAsync(string type, ValueMap? inputs = null, NodeContext? context = null, CancellationToken cancellationToken = default)
    {
        using var catalog = Load();
        Assert.Empty(catalog.Descriptors.SelectMany(node => node.Problems));
        return await catalog.RunAsync(type, inputs ?? ValueMap.Empty, NodeSettings.Empty, context ?? Contexts.New(), TaskScheduler.Default, cancellationToken);
    }

    public void Dispose() => _root.Delete(recursive: true);
}
