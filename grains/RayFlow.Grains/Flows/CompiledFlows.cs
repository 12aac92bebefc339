using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using RayFlow.Engine.Planning;
using RayFlow.Engine.Validation;
using RayFlow.Grains.Runs;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Nodes.Catalog;
using RayFlow.Storage;
using RayFlow.Storage.Flows;

namespace RayFlow.Grains.Flows;

/// <summary>
/// The flows that this silo has compiled, by the hash of their document; the least recently used leave. A flow is validated and built once
/// however many runs it has. Safe for concurrent use.
/// </summary>
internal sealed class CompiledFlows(NodeCatalog catalog, FlowDocuments documents, SavedFlows index, FlowLimits limits, IOptions<FlowOptions> options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<CompiledFlow>> _byHash = new(StringComparer.Ordinal);
    private readonly LinkedList<CompiledFlow> _recent = new();
    private long _bytes;

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
        if (Find(hash) is { IsValidated: true } found)
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

        return Add(Build(parsed.Document, hash, problems, isValidated: true));
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

    /// <summary>
    /// The flow of a run, from here or from the database. It was valid when the run started and is not held against today's rules and limits; only node
    /// types that are missing, of another kind, or of other code where a replay runs it, keep it from running now.
    /// </summary>
    /// <exception cref="FlowUnavailableException">The document is gone.</exception>
    /// <exception cref="NodeTypesChangedException">Node types are not as they were.</exception>
    public async Task<CompiledFlow> LoadAsync(RunHeader header, CancellationToken cancellationToken)
    {
        ThrowIfChanged(header.FlowHash, header.NodeTypes?.Select(entry => (entry.Key, (NodeTypeMark?)entry.Value)) ?? []);
        return await LoadAsync(header.FlowHash, cancellationToken);
    }

    /// <summary>As <see cref="LoadAsync(RunHeader, CancellationToken)"/>, for runs that did not record their node types: these only have to be there.</summary>
    public async Task<CompiledFlow> LoadAsync(string hash, CancellationToken cancellationToken)
    {
        if (Find(hash) is { } found)
        {
            return found;
        }

        var source = await documents.GetAsync(hash, cancellationToken)
            ?? throw new FlowUnavailableException($"The flow document {hash} is not in the database. Restore it from a backup; the run cannot go on without it.");
        var document = FlowDocumentParser.Parse(source, FlowLimits.Unlimited, catalog.Types).Document
            ?? throw new FlowUnavailableException($"The flow document {hash} in the database cannot be read. Restore it from a backup; the run cannot go on without it.");
        ThrowIfChanged(hash, document.Nodes.Select(node => node.Type).Distinct(StringComparer.Ordinal).Select(type => (type, (NodeTypeMark?)null)));
        try
        {
            return Add(Build(document, hash, [], isValidated: false));
        }
        catch (NodeException unfit)
        {
            throw new FlowUnavailableException($"The flow document {hash} does not fit this server's nodes any more: {unfit.Message} Put the nodes back as they were, or terminate the run.");
        }
    }

    private void ThrowIfChanged(string hash, IEnumerable<(string Type, NodeTypeMark? Then)> types)
    {
        var changes = new List<NodeTypeChange>();
        foreach (var (type, then) in types.OrderBy(entry => entry.Type, StringComparer.Ordinal))
        {
            if (ChangeOf(type, then) is { } what)
            {
                changes.Add(new NodeTypeChange(type, what));
            }
        }

        if (changes.Count > 0)
        {
            throw new NodeTypesChangedException(hash, changes);
        }
    }

    private string? ChangeOf(string type, NodeTypeMark? then) =>
        !catalog.Types.TryGet(type, out var now) ? "is missing"
        : now.Descriptor.Problems is [var problem, ..] ? $"is broken: {problem.Message}"
        : then?.ChangeTo(NodeTypeMark.Of(now));

    private CompiledFlow Build(FlowDocument document, string hash, IReadOnlyList<FlowDiagnostic> problems, bool isValidated)
    {
        var graph = GraphBuilder.Build(document, catalog.Types, hash);
        return new CompiledFlow(graph, document.Source, problems, FlowValidator.CallsOf(document, catalog.Types))
        {
            IsValidated = isValidated,
            NodeTypes = graph.Nodes.Where(node => node.Descriptor.Origin != NodeOrigin.Builtin).Select(node => node.Descriptor.Type).Distinct(StringComparer.Ordinal)
                .ToDictionary(type => type, type => catalog.Types.TryGet(type, out var found) ? NodeTypeMark.Of(found) : throw new KeyNotFoundException(type), StringComparer.Ordinal),
        };
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
                if (node.Value.IsValidated || !flow.IsValidated)
                {
                    return node.Value; // somebody else compiled it meanwhile
                }

                Remove(node);
            }

            _byHash.Add(flow.Graph.Hash, _recent.AddFirst(flow));
            _bytes += flow.Bytes;
            while (_bytes > options.Value.CacheBytes && _recent.Count > 1)
            {
                Remove(_recent.Last!);
            }

            return flow;
        }
    }

    private void Remove(LinkedListNode<CompiledFlow> node)
    {
        _byHash.Remove(node.Value.Graph.Hash);
        _recent.Remove(node);
        _bytes -= node.Value.Bytes;
    }
}
