using System.Security.Cryptography;
using RayFlow.Engine.Planning;
using RayFlow.Engine.Validation;
using RayFlow.Model.Flows;
using RayFlow.Nodes.Catalog;
using RayFlow.Storage;
using RayFlow.Storage.Flows;

namespace RayFlow.Grains.Flows;

/// <summary>
/// The flows that this silo has compiled, by the hash of their document; the least recently used leave. A flow is validated and built once
/// however many runs it has. Safe for concurrent use.
/// </summary>
internal sealed class CompiledFlows(NodeCatalog catalog, FlowDocuments documents, SavedFlows index, FlowLimits limits)
{
    private const int Capacity = 500;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<CompiledFlow>> _byHash = new(StringComparer.Ordinal);
    private readonly LinkedList<CompiledFlow> _recent = new();

    /// <summary>SHA-256 of a document, lower-case hexadecimal.</summary>
    public static string Hash(ReadOnlySpan<byte> document) => Convert.ToHexStringLower(SHA256.HashData(document));

    /// <summary>Every problem of a document. Whether the flows that it calls exist is left open while the database is away.</summary>
    /// <param name="document">The document.</param>
    /// <param name="mayCallItself">A document that is not saved yet may call the flow that it is going to be: this one, or with null what it calls itself.</param>
    /// <param name="cancellationToken">Ends the look into the database.</param>
    public async Task<IReadOnlyList<FlowDiagnostic>> ValidateAsync(ReadOnlyMemory<byte> document, string? mayCallItself, CancellationToken cancellationToken)
    {
        var parsed = FlowDocumentParser.Parse(document, limits, catalog.Types);
        if (parsed.Document is null)
        {
            return parsed.Diagnostics;
        }

        var saved = await SavedAsync(FlowValidator.CallsOf(parsed.Document, catalog.Types), mayCallItself ?? parsed.Document.Name, cancellationToken);
        return [.. parsed.Diagnostics, .. FlowValidator.Validate(parsed.Document, catalog.Types, limits, saved)];
    }

    /// <summary>Whether the flows that a flow calls exist; asked once.</summary>
    public async Task<bool> CanCallAsync(CompiledFlow flow, CancellationToken cancellationToken)
    {
        if (!flow.CallsExist)
        {
            var saved = await index.VersionsAsync([.. flow.Calls.Select(call => call.Name)], cancellationToken);
            flow.CallsExist = flow.Calls.All(call => call.IsAmong(saved));
        }

        return flow.CallsExist;
    }

    /// <summary>Compiles a document; null if it has errors, which are then among the problems.</summary>
    public CompiledFlow? Compile(ReadOnlyMemory<byte> document, out IReadOnlyList<FlowDiagnostic> problems)
    {
        var hash = Hash(document.Span);
        if (Find(hash) is { } found)
        {
            problems = found.Warnings;
            return found;
        }

        var parsed = FlowDocumentParser.Parse(document, limits, catalog.Types);
        problems = parsed.Document is null ? parsed.Diagnostics : [.. parsed.Diagnostics, .. FlowValidator.Validate(parsed.Document, catalog.Types, limits)];
        if (parsed.Document is null || problems.Any(problem => problem.Severity == Severity.Error))
        {
            return null;
        }

        return Add(new CompiledFlow(GraphBuilder.Build(parsed.Document, catalog.Types, hash), document, problems, FlowValidator.CallsOf(parsed.Document, catalog.Types)));
    }

    /// <summary>Sees that the document of a flow is in the database, and stays there, before a run refers to it.</summary>
    public async Task StoreAsync(CompiledFlow flow, CancellationToken cancellationToken)
    {
        // The machine's clock whatever the runs' is: the database compares it with its own.
        var now = TimeProvider.System.GetUtcNow();
        if (flow.StoredAt is not { } at || now - at >= FlowDocuments.CountsAsUsed)
        {
            await documents.PutAsync(flow.Graph.Hash, flow.Source, cancellationToken);
            flow.StoredAt = now;
        }
    }

    /// <summary>The flow of a run, from here or from the database. It was valid when the run started; only missing node types keep it from running now.</summary>
    /// <exception cref="FlowUnavailableException">The document is gone, or needs node types that this silo does not have.</exception>
    public async Task<CompiledFlow> LoadAsync(string hash, CancellationToken cancellationToken)
    {
        if (Find(hash) is { } found)
        {
            return found;
        }

        var source = await documents.GetAsync(hash, cancellationToken)
            ?? throw new FlowUnavailableException($"The flow document {hash} is not in the database. Restore it from a backup; the run cannot go on without it.");
        return Compile(source, out var problems)
            ?? throw new FlowUnavailableException($"The flow document {hash} no longer fits this server's nodes: {problems.First(problem => problem.Severity == Severity.Error).Message}");
    }

    private async Task<IReadOnlyDictionary<string, int>?> SavedAsync(IReadOnlyList<FlowReference> calls, string itself, CancellationToken cancellationToken)
    {
        if (calls.Count == 0)
        {
            return null;
        }

        try
        {
            var saved = await index.VersionsAsync([.. calls.Select(call => call.Name)], cancellationToken);
            return new Dictionary<string, int>(saved, StringComparer.Ordinal) { [itself] = int.MaxValue };
        }
        catch (StorageUnavailableException)
        {
            return null; // all else can be said without it, and whoever starts the flow is told
        }
    }

    /// <summary>A flow that is compiled here; null if it is not.</summary>
    public CompiledFlow? Find(string hash)
    {
        lock (_gate)
        {
            if (!_byHash.TryGetValue(hash, out var node))
            {
                return null;
            }

            _recent.Remove(node);
            _recent.AddFirst(node);
            return node.Value;
        }
    }

    private CompiledFlow Add(CompiledFlow flow)
    {
        lock (_gate)
        {
            if (_byHash.TryGetValue(flow.Graph.Hash, out var node))
            {
                return node.Value; // somebody else compiled it meanwhile
            }

            _byHash.Add(flow.Graph.Hash, _recent.AddFirst(flow));
            if (_recent.Count > Capacity)
            {
                _byHash.Remove(_recent.Last!.Value.Graph.Hash);
                _recent.RemoveLast();
            }

            return flow;
        }
    }
}
