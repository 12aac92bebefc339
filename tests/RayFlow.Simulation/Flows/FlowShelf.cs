using System.Globalization;
using System.Text;
using RayFlow.Engine.Planning;
using RayFlow.Engine.Tests.Driving;
using RayFlow.Engine.Tests.Properties;
using RayFlow.Engine.Validation;
using RayFlow.Grains.Flows;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Testing.Flows;

namespace RayFlow.Simulation.Flows;

/// <summary>The flows that seeds choose from: drawn at random and compiled when they are first wanted. For one thread.</summary>
internal sealed class FlowShelf
{
    /// <summary>How many flows there are.</summary>
    public const int Flows = 600;

    /// <summary>How many of them are small ones that others call.</summary>
    public const int Children = 60;

    private const int MostNodes = 25;

    private readonly Dictionary<int, ShelfFlow> _byNumber = [];
    private readonly Dictionary<string, ShelfFlow> _byHash = new(StringComparer.Ordinal);
    private readonly TestNodes _nodes = new();

    /// <summary>The nodes that there are.</summary>
    public NodeTypes Types => _nodes.Types;

    /// <summary>A flow by its number; those from 0 to below <see cref="Children"/> are small.</summary>
    public ShelfFlow this[int number] => _byNumber.TryGetValue(number, out var flow) ? flow : Add(number, Draw(number));

    /// <summary>A flow by the name that it is started by.</summary>
    public ShelfFlow ByName(string name) => this[int.Parse(name.AsSpan("flow-".Length), CultureInfo.InvariantCulture)];

    /// <summary>A flow by the hash that is in journals.</summary>
    public ShelfFlow ByHash(string hash) => _byHash.TryGetValue(hash, out var flow) ? flow : this[int.Parse(hash, CultureInfo.InvariantCulture)];

    private ShelfFlow Add(int number, (FlowBuilder Flow, FlowDocument Document) drawn)
    {
        var hash = number.ToString("D8", CultureInfo.InvariantCulture);
        var graph = GraphBuilder.Build(drawn.Document, _nodes.Types, hash);
        var compiled = new CompiledFlow(graph, Encoding.UTF8.GetBytes(drawn.Flow.ToJson()), [], [])
        {
            IsValidated = true,
            NodeTypes = new Dictionary<string, NodeTypeMark>(),
        };
        return _byHash[hash] = _byNumber[number] = new ShelfFlow(number, compiled);
    }

    private (FlowBuilder Flow, FlowDocument Document) Draw(int number)
    {
        for (var seed = 1 + (number * 1000); ; seed++)
        {
            var flow = new RandomFlow(seed, hasRegions: seed % 3 != 0);
            if (Repair(flow) is { } drawn && Fits(number, drawn.Document))
            {
                return drawn;
            }
        }
    }

    private static bool Fits(int number, FlowDocument document) => number < Children
        ? document.Nodes.Count <= MostNodes / 2 && (number % 5 == 0 || !document.Nodes.Any(node => node.Type == "flow_call"))
        : document.Nodes.Count <= MostNodes;

    /// <summary>A flow that the validator passes: what it objects to is taken out; null if nothing helps.</summary>
    private (FlowBuilder Flow, FlowDocument Document)? Repair(RandomFlow flow)
    {
        for (var round = 0; round < 20; round++)
        {
            var builder = flow.ToBuilder();
            var document = builder.ToDocument(_nodes.Types);
            var errors = FlowValidator.Validate(document, _nodes.Types, FlowLimits.Default).Where(problem => problem.Severity == Severity.Error).ToList();
            if (errors.Count == 0)
            {
                return (builder, document);
            }

            var edges = errors.Where(problem => problem.Pointer.StartsWith("/flow/edges/", StringComparison.Ordinal)).Select(problem => int.Parse(problem.Pointer.Split('/')[3], CultureInfo.InvariantCulture)).ToList();
            if (edges.Count == 0)
            {
                return null;
            }

            flow.Remove(edges);
        }

        return null;
    }
}
