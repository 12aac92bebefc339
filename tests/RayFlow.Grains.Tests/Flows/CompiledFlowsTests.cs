using System.Text;
using Microsoft.Extensions.Options;
using Npgsql;
using RayFlow.Grains.Flows;
using RayFlow.Grains.Runs;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Nodes.Catalog;
using RayFlow.Storage.Flows;
using RayFlow.Storage.Migrations;
using RayFlow.Testing.Databases;
using RayFlow.Testing.Flows;

namespace RayFlow.Grains.Tests.Flows;

/// <summary>A run's flow is had again whatever the rules and limits are by now, and refused only where its nodes are others.</summary>
public sealed class CompiledFlowsTests : IAsyncLifetime
{
    private const string Light = """
        [Node(Light = true)]
        public sealed class Twice : PureNode
        {
            [Input] public required long X { get; set; }
            [Output] public long Result { get; private set; }
            public override void Evaluate() => Result = X * 2;
        }
        """;

    private const string Effect = """
        [Node]
        public sealed class Tell : EffectNode
        {
            [Input] public required long X { get; set; }
            public override Task RunAsync(NodeContext context, CancellationToken cancellationToken) => Task.CompletedTask;
        }
        """;

    private readonly string _nodes = Directory.CreateTempSubdirectory("rayflow-nodes").FullName;
    private readonly List<NodeCatalog> _catalogs = [];
    private TestDatabase _database = null!;
    private NpgsqlDataSource _source = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestPostgres.CreateDatabaseAsync();
        _source = NpgsqlDataSource.Create(_database.ConnectionString);
        await DatabaseMigrations.ApplyAsync(_source, CancellationToken.None);
        Write("twice", Light);
        Write("tell", Effect);
    }

    public async ValueTask DisposeAsync()
    {
        _catalogs.ForEach(catalog => catalog.Dispose());
        await _source.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_nodes, recursive: true);
    }

    [Fact]
    public async Task Load_UnderLowerLimits_GivesTheFlowAllTheSame()
    {
        var header = await StartAsync();
        var strict = Open(limits: new FlowLimits { MaxNodes = 2, MaxBytes = 10 });

        var flow = await strict.LoadAsync(header, CancellationToken.None);

        Assert.Equal(header.FlowHash, flow.Graph.Hash);
        Assert.Null(strict.Compile(flow.Source, out _)); // a new run of it is held against today's limits, also now that it is in memory
        Assert.NotNull(Open().Compile(flow.Source, out _));
    }

    [Fact]
    public async Task Load_WithTheSameNodes_GivesTheFlow() =>
        Assert.Equal(["test_tell", "test_twice"], (await Open().LoadAsync(await StartAsync(), CancellationToken.None)).NodeTypes.Keys.Order());

    [Fact]
    public async Task Load_AfterTheCodeOfALightNodeChanged_SaysWhich()
    {
        var header = await StartAsync();
        Write("twice", Light.Replace("X * 2", "X * 3", StringComparison.Ordinal));

        var changed = await Assert.ThrowsAsync<NodeTypesChangedException>(() => Open().LoadAsync(header, CancellationToken.None));

        Assert.Equal([new NodeTypeChange("test_twice", "has other code, which a replay of the run would run")], changed.Changes);
        Assert.Equal(
            $"The run of flow document {header.FlowHash} started with other nodes than this server has: 'test_twice' has other code, which a replay of the run would run. "
            + "Put these nodes back as they were, or terminate the run.",
            changed.Message);
    }

    [Fact]
    public async Task Load_AfterTheCodeOfAnEffectNodeChanged_GivesTheFlow()
    {
        var header = await StartAsync();
        Write("tell", Effect.Replace("Task.CompletedTask", "Task.Delay(1, cancellationToken)", StringComparison.Ordinal));

        Assert.NotNull(await Open().LoadAsync(header, CancellationToken.None));
    }

    [Fact]
    public async Task Load_AfterNodesChangedKind_SaysHow()
    {
        var header = await StartAsync();
        Write("twice", Light.Replace("(Light = true)", "", StringComparison.Ordinal));
        Write("tell", Light.Replace("Twice", "Tell", StringComparison.Ordinal));

        var changed = await Assert.ThrowsAsync<NodeTypesChangedException>(() => Open().LoadAsync(header, CancellationToken.None));

        Assert.Equal(
            [new NodeTypeChange("test_tell", "was an effect node and is a light pure node"), new NodeTypeChange("test_twice", "was a light pure node and is a heavy pure node")],
            changed.Changes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Load_WithNodesThatAreMissingOrBroken_SaysWhich(bool isRecorded)
    {
        var header = await StartAsync();
        File.Delete(Path.Combine(_nodes, "test", "twice.cs"));
        Write("tell", "nonsense");

        var changed = await Assert.ThrowsAsync<NodeTypesChangedException>(
            () => Open().LoadAsync(isRecorded ? header : header with { NodeTypes = null }, CancellationToken.None));

        Assert.Equal(["test_tell", "test_twice"], changed.Changes.Select(change => change.Type).Order());
        Assert.Contains(changed.Changes, change => change.What == "is missing");
        Assert.Contains(changed.Changes, change => change.What.StartsWith("is broken: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Cache_KeepsAsMuchAsItMay()
    {
        var flows = Open(cacheBytes: 0);
        var first = flows.Compile(Document("a"), out _)!;
        Assert.Same(first, flows.Find(first.Graph.Hash));

        var second = flows.Compile(Document("b"), out _)!;

        Assert.Null(flows.Find(first.Graph.Hash));
        Assert.Same(second, flows.Find(second.Graph.Hash));
    }

    private static byte[] Document(string label) => Encoding.UTF8.GetBytes(new FlowBuilder("x:int").Node(label, "test_twice").Node("tell", "test_tell").Return()
        .Exec("start", "tell", "return").Data("start.x", $"{label}.x").Data($"{label}.result", "tell.x").ToJson());

    private void Write(string name, string source)
    {
        Directory.CreateDirectory(Path.Combine(_nodes, "test"));
        File.WriteAllText(Path.Combine(_nodes, "test", $"{name}.cs"), source);
    }

    /// <summary>A silo's flows with the nodes as they are now.</summary>
    private CompiledFlows Open(FlowLimits? limits = null, long? cacheBytes = null)
    {
        var catalog = NodeCatalog.Load(new NodeCatalogOptions { UserNodeDirectory = _nodes });
        _catalogs.Add(catalog);
        var options = new FlowOptions();
        options.CacheBytes = cacheBytes ?? options.CacheBytes;
        return new CompiledFlows(catalog, new FlowDocuments(_source), new SavedFlows(_source), limits ?? new FlowLimits(), Options.Create(options));
    }

    /// <summary>What a run that starts now has in its journal.</summary>
    private async Task<RunHeader> StartAsync()
    {
        var flows = Open();
        var flow = flows.Compile(Document("twice"), out var problems);
        Assert.True(flow is not null, string.Join("\n", problems.Select(problem => problem.Message)));
        await flows.StoreAsync(flow, CancellationToken.None);
        return new RunHeader(flow.Graph.Hash, "test", null, null, 0, null, null, flow.NodeTypes);
    }
}
