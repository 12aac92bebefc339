using RayFlow.Engine.Planning;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Runs;

/// <summary>Values of a node's pins with their names.</summary>
internal static class PinValues
{
    /// <summary>Inputs by name; the engine may give fewer than the node has.</summary>
    public static ValueMap Inputs(GraphNode node, ReadOnlySpan<Value> values)
    {
        var map = new ValueMap.Builder();
        for (var i = 0; i < values.Length; i++)
        {
            map.Set(node.Inputs[i].Name, values[i]);
        }

        return map.Build();
    }

    /// <summary>Outputs by name; <c>error</c> only where it is an output like others or holds one.</summary>
    public static ValueMap Outputs(GraphNode node, ReadOnlySpan<Value> values)
    {
        var map = new ValueMap.Builder();
        for (var i = 0; i < values.Length; i++)
        {
            if (i < values.Length - 1 || node.Outputs[i] != "error" || !values[i].IsNull)
            {
                map.Set(node.Outputs[i], values[i]);
            }
        }

        return map.Build();
    }
}
