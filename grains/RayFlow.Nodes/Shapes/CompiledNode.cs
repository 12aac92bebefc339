using System.Linq.Expressions;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Shapes;

/// <summary>
/// A node class made executable: access to its properties is compiled once, when the first node of its type is bound.
/// Safe for concurrent use; every evaluation has an instance of its own.
/// </summary>
internal sealed class CompiledNode(NodeShape shape)
{
    private readonly Lazy<Func<Node, Node>> _create = new(() => CompileCreate(shape));
    private readonly Lazy<Load> _load = new(() => CompileLoad(shape));
    private readonly Lazy<Store> _store = new(() => CompileStore(shape));
    private readonly Action<Node, ValueMap>? _setFree = CompileSetter(shape, shape.FreeInputs);
    private readonly Action<Node, ValueMap>? _setVariables = CompileSetter(shape, shape.Variables);

    private delegate void Load(Node node, ReadOnlySpan<Value> inputs);

    private delegate void Store(Node node, Span<Value> outputs);

    public NodeShape Shape => shape;

    /// <summary>The function of a pure node that is set like this.</summary>
    /// <exception cref="NodeException"><c>bad_setting</c></exception>
    public PureFunction Bind(NodeSettings settings)
    {
        var prototype = Prototype(settings);
        var (create, load, store) = (_create.Value, _load.Value, _store.Value);
        if (_setFree is null && _setVariables is null)
        {
            return (inputs, outputs, variables) =>
            {
                try
                {
                    var node = (PureNode)create(prototype);
                    load(node, inputs);
                    node.Evaluate();
                    store(node, outputs);
                }
                catch (Exception failure) when (failure is not NodeException)
                {
                    throw NodeFailure.Of(failure);
                }
            };
        }

        return (inputs, outputs, variables) =>
        {
            try
            {
                var node = (PureNode)create(prototype);
                Fill(node, inputs, settings);
                _setVariables?.Invoke(node, variables ?? ValueMap.Empty);
                node.Evaluate();
                store(node, outputs);
            }
            catch (Exception failure) when (failure is not NodeException)
            {
                throw NodeFailure.Of(failure);
            }
        };
    }

    /// <summary>The function of an effect node that touches nothing but its run and is set like this.</summary>
    /// <exception cref="NodeException"><c>bad_setting</c></exception>
    public InlineEffect BindInline(NodeSettings settings)
    {
        var prototype = Prototype(settings);
        var (create, store) = (_create.Value, _store.Value);
        return (inputs, outputs, run) =>
        {
            try
            {
                var node = (EffectNode)create(prototype);
                Fill(node, inputs, settings);
                new InlineContext(run).Run(node);
                store(node, outputs);
            }
            catch (Exception failure) when (failure is not NodeException)
            {
                throw NodeFailure.Of(failure);
            }
        };
    }

    /// <summary>An instance that is set and has its inputs: first those of its pins in order, then the free ones.</summary>
    /// <exception cref="NodeException"><c>bad_setting</c></exception>
    public Node Instantiate(NodeSettings settings, ReadOnlySpan<Value> inputs)
    {
        var node = Prototype(settings);
        Fill(node, inputs, settings);
        return node;
    }

    /// <summary>The outputs of an instance by name.</summary>
    /// <exception cref="NodeException">One does not fit its pin; what the world gave this time it may not give the next.</exception>
    public ValueMap OutputsOf(EffectNode node)
    {
        var values = new Value[shape.Outputs.Count];
        try
        {
            _store.Value(node, values);
        }
        catch (NodeException misfit)
        {
            throw new NodeException(misfit.Error.Code, misfit.Message, retryable: true);
        }

        return ValueMap.Create(shape.Outputs.Select((output, i) => KeyValuePair.Create(output.Name, values[i])));
    }

    private void Fill(Node node, ReadOnlySpan<Value> inputs, NodeSettings settings)
    {
        _load.Value(node, inputs);
        if (_setFree is not null)
        {
            var free = new ValueMap.Builder();
            for (var i = 0; i < settings.AnyInputNames.Count; i++)
            {
                free.Set(settings.AnyInputNames[i], inputs[shape.Inputs.Count + i]);
            }

            _setFree(node, free.Build());
        }
    }

    private Node Prototype(NodeSettings settings)
    {
        var prototype = (Node)Activator.CreateInstance(shape.Class, nonPublic: true)!;
        Set(prototype, shape.Constants, settings.Constants, "constant");
        Set(prototype, shape.Config, settings.Config, "configuration entry");
        return prototype;
    }

    private static void Set(Node node, IReadOnlyList<(PinProperty, Setting)> settings, ValueMap values, string kind)
    {
        foreach (var (property, setting) in settings)
        {
            if (!values.TryGetValue(setting.Name, out var value) || (value.IsNull && !property.TakesEverything))
            {
                if (setting.Required)
                {
                    throw new NodeException(NodeErrorCodes.BadSetting, $"The {kind} '{setting.Name}' is missing.");
                }

                continue;
            }

            if (!setting.Type.TryAccept(value, out var accepted))
            {
                throw new NodeException(NodeErrorCodes.BadSetting, $"The {kind} '{setting.Name}' must be of type {setting.Type}, found {value.KindName}.");
            }

            property.Set(node, accepted);
        }
    }

    private static Func<Node, Node> CompileCreate(NodeShape shape)
    {
        var prototype = Expression.Parameter(typeof(Node), "prototype");
        var typed = Expression.Convert(prototype, shape.Class);
        var node = Expression.Variable(shape.Class, "node");
        var body = new List<Expression> { Expression.Assign(node, Expression.New(shape.Class)) };
        foreach (var (property, _) in shape.Constants.Concat(shape.Config))
        {
            body.Add(Expression.Assign(Expression.Property(node, property.Property), Expression.Property(typed, property.Property)));
        }

        body.Add(node);
        return Expression.Lambda<Func<Node, Node>>(Expression.Block([node], body), prototype).Compile();
    }

    private static Load CompileLoad(NodeShape shape)
    {
        var node = Expression.Parameter(typeof(Node), "node");
        var inputs = Expression.Parameter(typeof(ReadOnlySpan<Value>), "inputs");
        var typed = Expression.Variable(shape.Class, "typed");
        var value = Expression.Variable(typeof(Value), "value");
        var body = new List<Expression> { Expression.Assign(typed, Expression.Convert(node, shape.Class)) };
        foreach (var (i, input) in shape.Inputs.Index())
        {
            body.Add(Expression.Assign(value, Expression.Call(Spans.ItemOf, inputs, Expression.Constant(i))));
            body.Add(input.Assign(typed, value));
        }

        return Expression.Lambda<Load>(Expression.Block(typeof(void), [typed, value], body), node, inputs).Compile();
    }

    private static Store CompileStore(NodeShape shape)
    {
        var node = Expression.Parameter(typeof(Node), "node");
        var outputs = Expression.Parameter(typeof(Span<Value>), "outputs");
        var typed = Expression.Variable(shape.Class, "typed");
        var body = new List<Expression> { Expression.Assign(typed, Expression.Convert(node, shape.Class)) };
        foreach (var (i, output) in shape.Outputs.Index())
        {
            var value = output.ReadFrom(typed);
            var check = OutputCheck.For(output);
            var stored = check is null ? value : Expression.Call(Expression.Constant(check), OutputCheck.AcceptMethod, value);
            body.Add(Expression.Call(Spans.StoreIn, outputs, Expression.Constant(i), stored));
        }

        return Expression.Lambda<Store>(Expression.Block(typeof(void), [typed], body), node, outputs).Compile();
    }

    private static Action<Node, ValueMap>? CompileSetter(NodeShape shape, System.Reflection.PropertyInfo? property)
    {
        if (property is null)
        {
            return null;
        }

        var node = Expression.Parameter(typeof(Node), "node");
        var map = Expression.Parameter(typeof(ValueMap), "map");
        return Expression.Lambda<Action<Node, ValueMap>>(
            Expression.Assign(Expression.Property(Expression.Convert(node, shape.Class), property), map), node, map).Compile();
    }
}
