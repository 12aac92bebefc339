using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;
using RayFlow.Nodes.Shapes;

namespace RayFlow.Nodes.Catalog;

/// <summary>
/// The node types of a server: user nodes, plug-ins and built-in nodes, in this order of precedence. Immutable and safe for
/// concurrent use. Disposing it lets the code of user nodes and plug-ins be unloaded once nothing uses them.
/// </summary>
/// <remarks>
/// A user node or plug-in that is broken still hides a type of the same name, so that a flow never runs with another node than
/// the one it was meant for. Control nodes belong to the orchestrator and cannot be replaced.
/// </remarks>
public sealed class NodeCatalog : IDisposable
{
    private readonly Dictionary<string, CatalogEntry> _usable;
    private readonly IReadOnlyList<IDisposable> _loaded;

    private NodeCatalog(IReadOnlyList<CatalogEntry> entries, IReadOnlyList<IDisposable> loaded, Func<string, PureFunction, PureFunction>? guard = null)
    {
        _loaded = loaded;
        _usable = entries.Where(entry => entry.Node is not null).ToDictionary(entry => entry.Descriptor.Type, StringComparer.Ordinal);
        Types = new NodeTypes(entries.Where(entry => entry.Node is not null || !_usable.ContainsKey(entry.Descriptor.Type)).Select(entry => new NodeType(
            entry.Descriptor,
            entry is { Descriptor.Kind: NodeKind.Pure, Node: { } pure } ? Bind(entry.Descriptor, pure, guard) : null,
            entry is { Descriptor.Inline: true, Node: { } inline } ? inline.BindInline : null,
            entry.CodeHash)));
        Descriptors =
        [
            .. entries.Select(entry => entry.Descriptor)
                .OrderBy(descriptor => descriptor.Category != "base")
                .ThenBy(descriptor => descriptor.Category, StringComparer.Ordinal)
                .ThenBy(descriptor => descriptor.Type, StringComparer.Ordinal),
        ];
    }

    /// <summary>The built-in nodes alone.</summary>
    public static NodeCatalog BuiltIn { get; } = new(BuiltInNodes.All, []);

    /// <summary>The types that flows can name. A broken one is among them with its problems, so that the validator can say what is wrong with it.</summary>
    public NodeTypes Types { get; }

    /// <summary>Every type, the broken ones included, by category and name; base comes first.</summary>
    public IReadOnlyList<NodeDescriptor> Descriptors { get; }

    /// <summary>Compiles and loads what the folders hold. A file or assembly that is broken is in <see cref="Descriptors"/> with its problems and stops nothing else.</summary>
    /// <param name="options">The folders.</param>
    /// <param name="guard">
    /// Watches over the functions, given the type, of pure nodes of users and plug-ins that the orchestrator evaluates itself, since nothing says that
    /// they end; null: nobody does. The built-in ones end in a time that the size of their inputs bounds.
    /// </param>
    public static NodeCatalog Load(NodeCatalogOptions options, Func<string, PureFunction, PureFunction>? guard = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var plugins = PluginFolder.Load(options.PluginDirectory);
        var users = UserNodeFolder.Load(options.UserNodeDirectory);
        var entries = BuiltInNodes.All.ToDictionary(entry => entry.Descriptor.Type, StringComparer.Ordinal);
        var refused = new List<CatalogEntry>();
        foreach (var entry in plugins.Entries.Concat(users.Entries))
        {
            var type = entry.Descriptor.Type;
            if (entries.TryGetValue(type, out var hidden) && hidden.Descriptor.Kind == NodeKind.Control)
            {
                refused.Add(CatalogEntry.Broken(type, entry.Descriptor.Category, entry.Descriptor.Origin, new NodeProblem(
                    type, 0, 0, $"'{type}' is a node of the orchestrator and cannot be replaced. Give this one another name.")));
                continue;
            }

            entries[type] = entry;
        }

        return new NodeCatalog([.. entries.Values, .. refused], [plugins, users], guard);
    }

    /// <summary>
    /// Makes one attempt at an effect node, or at a pure node that is not evaluated by the orchestrator. The node's code, whatever it awaits and
    /// what it registers with its token runs on the given scheduler; only what it hands to the thread pool itself (<see cref="Task.Run(Action)"/>,
    /// <c>ConfigureAwait(false)</c>) does not.
    /// </summary>
    /// <param name="type">The node's type.</param>
    /// <param name="inputs">Its inputs by name, defaults filled in.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="context">What it may use.</param>
    /// <param name="scheduler">Where its code runs.</param>
    /// <param name="cancellationToken">Stops the attempt. The method returns at once, even if the node does not obey.</param>
    /// <returns>Outputs or error; nothing that a node throws comes out as an exception.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<NodeResult> RunAsync(
        string type, ValueMap inputs, NodeSettings settings, NodeContext context, TaskScheduler scheduler, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(scheduler);
        if (!_usable.TryGetValue(type, out var entry) || entry.Descriptor.Kind == NodeKind.Control)
        {
            return NodeResult.Failed(new NodeError(NodeErrorCodes.UnknownType, $"This server cannot run nodes of the type '{type}'. Give every server the same nodes."), []);
        }

        // A token of the node's own: what it registers with it must not run where the attempt is cancelled, which may be a grain's turn.
        // It is not disposed of, since a node that does not obey may still use it.
        var stop = new CancellationTokenSource();
        try
        {
            var outputs = await Task.Factory.StartNew(
                () => RunAsync(entry, inputs, settings, context, stop.Token), cancellationToken, TaskCreationOptions.DenyChildAttach, scheduler)
                .Unwrap().WaitAsync(cancellationToken).ConfigureAwait(false);
            return NodeResult.Completed(outputs, context.LogLines);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _ = Task.Factory.StartNew(() => Stop(stop), CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
            throw;
        }
        catch (Exception failure)
        {
            return NodeResult.Failed(NodeFailure.Of(failure).Error, context.LogLines);
        }
    }

    /// <summary>Gives up the code of user nodes and plug-ins.</summary>
    public void Dispose()
    {
        foreach (var loaded in _loaded)
        {
            loaded.Dispose();
        }
    }

    private static Func<NodeSettings, PureFunction> Bind(NodeDescriptor descriptor, CompiledNode node, Func<string, PureFunction, PureFunction>? guard) =>
        guard is null || descriptor.Heavy || descriptor.Origin == NodeOrigin.Builtin ? node.Bind : settings => guard(descriptor.Type, node.Bind(settings));

    private static void Stop(CancellationTokenSource node)
    {
        try
        {
            node.Cancel();
        }
        catch (AggregateException)
        {
            // The node's own callbacks threw; its outcome is of no interest to anybody any more.
        }
    }

    private static async Task<ValueMap> RunAsync(CatalogEntry entry, ValueMap inputs, NodeSettings settings, NodeContext context, CancellationToken cancellationToken)
    {
        var node = entry.Node!;
        var values = InputsOf(entry.Descriptor, inputs, settings);
        if (entry.Descriptor.Kind == NodeKind.Pure)
        {
            var variables = entry.Descriptor.Variables == VariableAccess.None ? null : await context.Variables.GetAllAsync(cancellationToken);
            var outputs = new Value[entry.Descriptor.Outputs.Count];
            node.Bind(settings)(values, outputs, variables);
            return ValueMap.Create(entry.Descriptor.Outputs.Select((output, i) => KeyValuePair.Create(output.Name, outputs[i])));
        }

        var effect = (EffectNode)node.Instantiate(settings, values);
        await effect.RunAsync(context, cancellationToken);
        return node.OutputsOf(effect);
    }

    private static Value[] InputsOf(NodeDescriptor descriptor, ValueMap inputs, NodeSettings settings)
    {
        var values = new List<Value>(descriptor.Inputs.Count + settings.AnyInputNames.Count);
        foreach (var pin in descriptor.Inputs)
        {
            if (!inputs.TryGetValue(pin.Name, out var value))
            {
                value = pin.Default ?? throw new NodeException(NodeErrorCodes.MissingInput, $"Input '{pin.Name}' has neither a value nor a default.");
            }

            values.Add(pin.TryAccept(value, out var accepted)
                ? accepted
                : throw new NodeException(NodeErrorCodes.BadInput, $"Input '{pin.Name}' must be of type {pin.Type}, found {value.KindName}."));
        }

        foreach (var name in settings.AnyInputNames)
        {
            values.Add(inputs.TryGetValue(name, out var value)
                ? value
                : throw new NodeException(NodeErrorCodes.MissingInput, $"Input '{name}' has no value."));
        }

        return [.. values];
    }
}
