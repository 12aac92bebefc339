using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Variables;

/// <summary>One call of an effect node's function that touches nothing but its run; turns what it throws into data.</summary>
internal sealed class InlineCall(RunState run, Frame frame, GraphNode node) : IRunEffects
{
    public DateTimeOffset Now => run.Now;

    public ValueMap Variables => run.Variables.All;

    public NodeError? Run(ReadOnlySpan<Value> inputs, Span<Value> outputs)
    {
        try
        {
            node.Inline!(inputs, outputs, this);
            return null;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return PureCall.ErrorOf(failure);
        }
    }

    public Value Change(VariableChange change)
    {
        var answer = run.Variables.Apply(change);
        run.Details?.Assigned(frame, node, change, run.Variables.Find(change.Name), isInPlace: true);
        return answer;
    }

    public void Log(IReadOnlyList<LogLine> lines) => run.Observer?.Logged(frame, node, lines);
}
