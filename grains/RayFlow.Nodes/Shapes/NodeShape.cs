using System.Reflection;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Shapes;

/// <summary>What a node class declares: its descriptor, and which properties its pins and settings are.</summary>
internal sealed class NodeShape
{
    private NodeShape(Type type) => Class = type;

    public Type Class { get; }

    public required NodeDescriptor Descriptor { get; init; }

    public required IReadOnlyList<PinProperty> Inputs { get; init; }

    public required IReadOnlyList<PinProperty> Outputs { get; init; }

    public required IReadOnlyList<(PinProperty Property, Setting Setting)> Constants { get; init; }

    public required IReadOnlyList<(PinProperty Property, Setting Setting)> Config { get; init; }

    public PropertyInfo? FreeInputs { get; init; }

    public PropertyInfo? Variables { get; init; }

    /// <summary>Reads a class.</summary>
    /// <param name="type">A class that derives from <see cref="Node"/>.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <param name="name">The node type and category that its file gives it, or null if the class decides.</param>
    /// <exception cref="ShapeException">The class cannot be a node.</exception>
    public static NodeShape Of(Type type, NodeOrigin origin, (string Type, string Category)? name = null)
    {
        var instance = Instantiate(type);
        var attribute = type.GetCustomAttribute<NodeAttribute>() ?? new NodeAttribute();
        var (nodeType, category) = name ?? NameOf(type, attribute);
        var properties = type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .OrderBy(property => property.MetadataToken).ToList();
        var inputs = Find<InputAttribute>(properties);
        var outputs = Find<OutputAttribute>(properties);
        var constants = Settings<ConstantAttribute>(properties, instance, upperCase: true);
        var config = Settings<ConfigAttribute>(properties, instance, upperCase: false);
        var free = Single<FreeInputsAttribute>(properties);
        var variables = Single<ReadsVariablesAttribute>(properties);
        var control = type.GetCustomAttribute<ControlAttribute>();
        RefuseTwins(inputs.Select(pin => pin.Pin), "inputs");
        RefuseTwins(outputs.Select(pin => pin.Pin), "outputs");

        return new NodeShape(type)
        {
            Inputs = [.. inputs.Select(pin => pin.Pin)],
            Outputs = [.. outputs.Select(pin => pin.Pin)],
            Constants = constants,
            Config = config,
            FreeInputs = free,
            Variables = variables,
            Descriptor = new NodeDescriptor
            {
                Type = nodeType,
                Category = category,
                Kind = instance switch { PureNode => NodeKind.Pure, EffectNode => NodeKind.Effect, _ => NodeKind.Control },
                Label = attribute.Label.Length > 0 ? attribute.Label : LabelOf(nodeType, category),
                Icon = attribute.Icon,
                Description = attribute.Description,
                Origin = origin,
                Inputs = [.. inputs.Select(pin => new InputPin(pin.Pin.Name, pin.Pin.Type, pin.Pin.DefaultOf(instance), pin.Attribute.Description, pin.Pin.IsNullable))],
                Outputs = [.. outputs.Select(pin => new OutputPin(pin.Pin.Name, pin.Pin.Type, pin.Attribute.Description))],
                ExecInputs = control is { HasExecIn: false } ? [] : ["exec-in"],
                ExecOutputs = control is null ? ["exec-out"] : control.HasExecOut ? control.ExecOutputs : [],
                Constants = [.. constants.Select(constant => constant.Setting)],
                Config = [.. config.Select(entry => entry.Setting)],
                AnyInputs = free is not null,
                OutputsFrom = control?.OutputsFrom ?? DynamicOutputs.None,
                ExecOutputsFrom = control?.ExecOutputsFrom ?? DynamicExecOutputs.None,
                Operation = control?.Operation ?? ControlOperation.None,
                Variables = variables?.GetCustomAttribute<ReadsVariablesAttribute>()!.Access ?? VariableAccess.None,
                Inline = type.IsDefined(typeof(InlineAttribute)),
                Heavy = instance is PureNode && (attribute.Heavy || (origin == NodeOrigin.User && !attribute.Light)),
            },
        };
    }

    private static Node Instantiate(Type type)
    {
        if (type.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, []) is null)
        {
            throw new ShapeException($"Class '{type.Name}' needs a constructor without parameters.");
        }

        try
        {
            return (Node)Activator.CreateInstance(type, nonPublic: true)!;
        }
        catch (TargetInvocationException failure)
        {
            throw new ShapeException($"Class '{type.Name}' cannot be constructed: {failure.InnerException!.Message}");
        }
    }

    private static (string Type, string Category) NameOf(Type type, NodeAttribute attribute)
    {
        var name = SnakeCase.Of(type.Name);
        var nodeType = attribute switch
        {
            { Type.Length: > 0 } => attribute.Type,
            { Category: "" or "base" } => name,
            _ => $"{attribute.Category}_{name}",
        };
        var end = nodeType.IndexOf('_', StringComparison.Ordinal);
        var category = attribute switch
        {
            { Category.Length: > 0 } => attribute.Category,
            { Type.Length: > 0 } when end > 0 => nodeType[..end],
            _ => "base",
        };
        return SnakeCase.IsName(nodeType) && SnakeCase.IsName(category)
            ? (nodeType, category)
            : throw new ShapeException($"'{nodeType}' in the category '{category}' is no node type: only lower-case letters, digits and underscores are.");
    }

    private static string LabelOf(string type, string category) =>
        SnakeCase.ToLabel(type.StartsWith(category + "_", StringComparison.Ordinal) ? type[(category.Length + 1)..] : type);

    private static List<(PinProperty Pin, TAttribute Attribute)> Find<TAttribute>(List<PropertyInfo> properties)
        where TAttribute : PinAttribute =>
        [.. from property in properties
            let attribute = property.GetCustomAttribute<TAttribute>()
            where attribute is not null
            select (new PinProperty(property, attribute), attribute)];

    private static List<(PinProperty Property, Setting Setting)> Settings<TAttribute>(List<PropertyInfo> properties, Node instance, bool upperCase)
        where TAttribute : SettingAttribute
    {
        var settings = new List<(PinProperty Property, Setting Setting)>();
        foreach (var (pin, attribute) in Find<TAttribute>(properties))
        {
            var named = upperCase && attribute.Name.Length == 0 ? pin.Name.ToUpperInvariant() : pin.Name;
            var initial = pin.DefaultOf(instance);
            settings.Add((pin, new Setting(
                named,
                pin.Type,
                initial is { IsNull: true } ? null : initial,
                pin.IsRequired,
                [.. attribute.Choices.Select(choice => ChoiceOf(choice, pin))],
                double.IsNaN(attribute.Minimum) ? null : attribute.Minimum,
                double.IsNaN(attribute.Maximum) ? null : attribute.Maximum,
                attribute.Description)));
        }

        return settings;
    }

    private static Value ChoiceOf(object choice, PinProperty pin) => choice switch
    {
        string text => text,
        bool flag => flag,
        int number => (long)number,
        long number => number,
        double number => number,
        _ => throw new ShapeException($"Property '{pin.Property.Name}' has a choice that is neither text, boolean nor number.", pin.Property.Name),
    };

    private static PropertyInfo? Single<TAttribute>(List<PropertyInfo> properties)
        where TAttribute : Attribute
    {
        var found = properties.Where(property => property.IsDefined(typeof(TAttribute))).ToList();
        return found switch
        {
            [] => null,
            [var one] when one.PropertyType == typeof(ValueMap) && one.CanWrite => one,
            [var one] => throw new ShapeException($"Property '{one.Name}' must be a ValueMap with a setter.", one.Name),
            [_, var second, ..] => throw new ShapeException($"Property '{second.Name}' is the second of its kind; there can be one.", second.Name),
        };
    }

    private static void RefuseTwins(IEnumerable<PinProperty> pins, string kind)
    {
        var twin = pins.GroupBy(pin => pin.Name).FirstOrDefault(group => group.Count() > 1);
        if (twin is not null)
        {
            throw new ShapeException($"There are two {kind} with the name '{twin.Key}'.", twin.Last().Property.Name);
        }
    }
}
