using RayFlow.Model.Nodes;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Shapes;

/// <summary>The context of a node that the orchestrator runs: its run's variables and events, and nothing of the world.</summary>
internal sealed class InlineContext(IRunEffects run) : TimeProvider, IServiceProvider
{
    public override DateTimeOffset GetUtcNow() => run.Now;

    public object? GetService(Type serviceType) => null;

    /// <summary>Runs a node to its end, which comes without waiting.</summary>
    public void Run(EffectNode node)
    {
        var context = new NodeContext
        {
            RunId = "",
            NodeId = "",
            Variables = new InlineVariables(run),
            TimeProvider = this,
            Services = this,
            EventSink = static (_, _, _) => throw new NotSupportedException("A node that the orchestrator runs emits no events."),
        };
        var running = node.RunAsync(context, CancellationToken.None);
        if (!running.IsCompleted)
        {
            throw new NotSupportedException($"{node.GetType().Name} is marked as inline and waits for something.");
        }

        running.GetAwaiter().GetResult();
        if (context.LogLines is { Count: > 0 } lines)
        {
            run.Log([.. lines.Select(line => new Model.Runs.LogLine(line.At, line.Level.ToString().ToLowerInvariant(), line.Message))]);
        }
    }
}
