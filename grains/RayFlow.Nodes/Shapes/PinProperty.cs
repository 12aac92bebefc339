using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Shapes;

/// <summary>A property of a node class that is a pin or a setting.</summary>
internal sealed class PinProperty
{
    private readonly PinMapping _mapping;
    private Action<Node, Value>? _set;

    public PinProperty(PropertyInfo property, PinAttribute attribute)
    {
        Property = property;
        var nullable = Nullable.GetUnderlyingType(property.PropertyType);
        _mapping = PinMapping.Find(nullable ?? property.PropertyType)
            ?? throw new ShapeException($"Property '{property.Name}' has the type {property.PropertyType.Name}, which is no pin's. Use long, double, Number, string, bool, ValueMap, ValueList, Value, or a list or dictionary of them.", property.Name);
        Type = _mapping.Type;
        if (attribute.Type.Length > 0)
        {
            Type = PinType.TryParse(attribute.Type, out var narrower) && narrower.FitsInto(_mapping.Type)
                ? narrower
                : throw new ShapeException($"Property '{property.Name}' cannot be a pin of the type '{attribute.Type}'.", property.Name);
        }

        if (attribute is not OutputAttribute && !property.CanWrite)
        {
            throw new ShapeException($"Property '{property.Name}' has no setter.", property.Name);
        }

        IsNullable = nullable is not null || (!property.PropertyType.IsValueType && !IsNotNull(property));
        IsRequired = property.IsDefined(typeof(RequiredMemberAttribute));
        Name = attribute.Name.Length > 0 ? attribute.Name : SnakeCase.Of(property.Name);
    }

    public PropertyInfo Property { get; }

    /// <summary>The name that flows write.</summary>
    public string Name { get; init; }

    /// <summary>The pin type; the property's own may be wider.</summary>
    public PinType Type { get; }

    public bool IsNullable { get; }

    public bool IsRequired { get; }

    /// <summary>True for a property of any type, to which null is a value like others.</summary>
    public bool TakesEverything => _mapping.Type == PinType.Any;

    /// <summary>True if what the property holds may not fit the pin: it has to be looked at each time.</summary>
    public bool IsNarrowed => Type != _mapping.Type;

    /// <summary>What a new instance holds, as the default of a pin or setting; null if there is none.</summary>
    public Value? DefaultOf(Node instance)
    {
        if (IsRequired)
        {
            return null;
        }

        var held = Property.GetValue(instance);
        var value = held is null ? Value.Null : (Value)_mapping.Write.DynamicInvoke(held)!;
        return value.IsNull && !IsNullable && !TakesEverything
            ? throw new ShapeException($"Property '{Property.Name}' is null by default. Give it an initialiser, or make it 'required' or nullable.", Property.Name)
            : value;
    }

    /// <summary>Sets the property of an instance; for what happens once per node of a flow.</summary>
    public void Set(Node node, Value value)
    {
        _set ??= CompileSet();
        _set(node, value);
    }

    /// <summary><c>node.Property = value</c>.</summary>
    public Expression Assign(Expression node, Expression value) =>
        Expression.Assign(Expression.Property(node, Property), _mapping.ReadAs(Property.PropertyType, IsNullable, value));

    /// <summary><c>node.Property</c> as a value.</summary>
    public Expression ReadFrom(Expression node) => _mapping.WriteFrom(Expression.Property(node, Property));

    private Action<Node, Value> CompileSet()
    {
        var (node, value) = (Expression.Parameter(typeof(Node)), Expression.Parameter(typeof(Value)));
        return Expression.Lambda<Action<Node, Value>>(Assign(Expression.Convert(node, Property.DeclaringType!), value), node, value).Compile();
    }

    // A context of its own each time: it remembers what it saw, and would keep the code of user nodes from being unloaded.
    private static bool IsNotNull(PropertyInfo property) => new NullabilityInfoContext().Create(property).ReadState == NullabilityState.NotNull;
}
