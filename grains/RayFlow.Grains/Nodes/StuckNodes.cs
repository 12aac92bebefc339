using System.Globalization;
using Microsoft.Extensions.Logging;
using RayFlow.GrainInterfaces.Failures;
using RayFlow.Model.Nodes;

namespace RayFlow.Grains.Nodes;

/// <summary>The nodes that hold threads of a silo for too long, by type, and what follows of it. Used under the lock of whose threads they are.</summary>
/// <param name="part">The part of <see cref="SiloProblems"/>.</param>
/// <param name="limit">With so many, nodes of the types that are among them are refused.</param>
/// <param name="option">The option that says so.</param>
/// <param name="problems">Told when the limit is reached, and when it is not any more.</param>
/// <param name="logger">The log.</param>
internal sealed class StuckNodes(string part, int limit, string option, SiloProblems problems, ILogger logger)
{
    private readonly Dictionary<string, int> _byType = new(StringComparer.Ordinal);

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether there are as many as there may be.</summary>
    public bool IsFull => Count >= limit;

    /// <summary>Whether no more nodes of a type are taken: not those that do no harm.</summary>
    public bool Refuses(string type) => IsFull && _byType.ContainsKey(type);

    /// <summary>A node is stuck.</summary>
    public void Add(string type)
    {
        Count++;
        Telemetry.NodeThreadsStuck.Add(1);
        if ((_byType[type] = _byType.GetValueOrDefault(type) + 1) == 1)
        {
            logger.NodeStuck(type, Count, limit);
        }

        Tell();
    }

    /// <summary>A node that was stuck has ended.</summary>
    public void Remove(string type)
    {
        Count--;
        Telemetry.NodeThreadsStuck.Add(-1);
        if (--_byType[type] == 0)
        {
            _byType.Remove(type);
        }

        Tell();
    }

    /// <summary>What a node of a type that is refused fails with.</summary>
    public NodeError Refusal(string type) => new(
        "busy",
        $"Nodes of the type '{type}' hold so many threads of this silo that it takes no more of them ({option}). They must end, or listen to their cancellation token.");

    private void Tell()
    {
        if (!IsFull)
        {
            problems.Clear(part);
            return;
        }

        var types = string.Join(", ", _byType.OrderByDescending(type => type.Value).Take(5).Select(type => $"{type.Key} ({type.Value})"));
        var reason = string.Create(
            CultureInfo.InvariantCulture,
            $"{Count} threads are held by nodes that do not end: {types}. Nodes of these types are refused until some end or the silo is started again.");
        if (!problems.Reasons.ContainsKey(part))
        {
            logger.NodesRefused(reason);
        }

        problems.Set(part, reason);
    }
}
