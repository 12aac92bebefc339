using System.Reflection;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Shapes;

/// <summary>Refuses what a node may not give: null where it is not declared, the wrong type, and values beyond the limits of a pin.</summary>
internal sealed class OutputCheck
{
    public static readonly MethodInfo AcceptMethod = typeof(OutputCheck).GetMethod(nameof(Accept))!;

    private readonly string _name;
    private readonly PinType _type;
    private readonly bool _isNullable;
    private readonly bool _isNarrowed;

    private OutputCheck(PinProperty output)
    {
        _name = output.Name;
        _type = output.Type;
        _isNullable = output.IsNullable || output.TakesEverything;
        _isNarrowed = output.IsNarrowed;
    }

    /// <summary>The check of an output; null for one that cannot be wrong.</summary>
    public static OutputCheck? For(PinProperty output)
    {
        var isScalar = output.Type.Name is PinTypeName.Int or PinTypeName.Float or PinTypeName.Number or PinTypeName.Bool;
        return isScalar && !output.IsNarrowed ? null : new OutputCheck(output);
    }

    /// <summary>The value as the pin carries it.</summary>
    /// <exception cref="NodeException"><c>bad_output</c>, <c>too_large</c> or <c>too_deep</c></exception>
    public Value Accept(Value value)
    {
        if (value.IsNull)
        {
            // A narrowed pin of any type takes null only if its type does.
            return _isNullable && (!_isNarrowed || _type == PinType.Any) ? value : throw Misfit(value);
        }

        if (_isNarrowed && !_type.TryAccept(value, out value))
        {
            throw Misfit(value);
        }

        var extent = value.Extent;
        if (extent.IsWithinLimits)
        {
            return value;
        }

        throw extent.Depth > ValueExtent.MaxDepth
            ? new NodeException(NodeErrorCodes.TooDeep, $"Output '{_name}' nests {extent.Depth} levels deep; the limit is {ValueExtent.MaxDepth}.")
            : Faults.TooLarge($"Output '{_name}'", extent.Size, ValueExtent.MaxSize);
    }

    private NodeException Misfit(Value value) =>
        new(NodeErrorCodes.BadOutput, $"Output '{_name}' is declared as {_type}, but the node gave {(value.IsNull ? "null" : value.KindName)}.");
}
