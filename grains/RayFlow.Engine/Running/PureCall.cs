using RayFlow.Engine.Planning;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>Calls a pure node's function and turns what it throws into data.</summary>
internal static class PureCall
{
    /// <summary>Calls it; null: the outputs are there.</summary>
    /// <exception cref="RunFaultException">The function was given up. What gives up is a clock, so it must not become a part of the run's state.</exception>
    public static NodeError? Run(GraphNode node, ReadOnlySpan<Value> inputs, Span<Value> outputs, ValueMap? variables) => node.Function is { } function
        ? Run(node, function, inputs, outputs, variables)
        : new NodeError("not_executable", $"Node type '{node.Descriptor.Type}' of node '{node.Id}' has no function.", false);

    /// <summary>Calls a function of a node, as <see cref="Run(GraphNode, ReadOnlySpan{Value}, Span{Value}, ValueMap?)"/> calls its own.</summary>
    public static NodeError? Run(GraphNode node, PureFunction function, ReadOnlySpan<Value> inputs, Span<Value> outputs, ValueMap? variables)
    {
        try
        {
            function(inputs, outputs, variables);
            return null;
        }
        catch (RunFaultException fault)
        {
            throw new RunFaultException(fault.Error with { NodeId = node.Id });
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return ErrorOf(failure) with { Retryable = false };
        }
    }

    /// <summary>What a node's code threw as data. It may throw anything; whatever it is, it is the node's failure and not the run's machinery's.</summary>
    public static NodeError ErrorOf(Exception failure) =>
        failure is NodeException known ? known.Error : new NodeError("node_failed", $"{failure.GetType().Name}: {failure.Message}", false);
}
