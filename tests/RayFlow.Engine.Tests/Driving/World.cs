using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Tests.Driving;

/// <summary>
/// What is outside the engine: answers what it asks for from a table of functions. Its answers depend on what is asked
/// alone, so that it answers the same after a crash.
/// </summary>
internal sealed class World
{
    private readonly Dictionary<string, Func<Call, Answer?>> _nodes = [];

    /// <summary>An attempt that the engine asked for.</summary>
    /// <param name="Path">The instance, such as <c>for1[3]/add</c>.</param>
    /// <param name="Node">The node's id.</param>
    /// <param name="Type">The node's type.</param>
    /// <param name="Attempt">From 1.</param>
    /// <param name="Inputs">What it read.</param>
    internal sealed record Call(string Path, string Node, string Type, int Attempt, ValueMap Inputs);

    /// <summary>What came of it: outputs or an error.</summary>
    internal sealed record Answer(ValueMap Outputs, NodeError? Error = null);

    /// <summary>Everything that was asked for, in order, as <c>path#attempt</c>.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>What nodes do that no other rule is given for.</summary>
    public Func<Call, Answer?>? Otherwise { get; set; }

    /// <summary>Lets a node give these outputs.</summary>
    public World Gives(string node, params (string, Value)[] outputs) => On(node, _ => new Answer(ValueMap.Of(outputs)));

    /// <summary>Lets a node fail, the first times or always.</summary>
    public World Fails(string node, string code = "broken", bool retryable = true, int times = int.MaxValue) =>
        On(node, call => call.Attempt <= times ? Error(code, $"'{node}' is broken.", retryable) : Echo(call));

    /// <summary>Lets a node never answer by itself.</summary>
    public World Hangs(string node) => On(node, _ => null);

    /// <summary>Sets what a node does; null means that it does not answer.</summary>
    public World On(string node, Func<Call, Answer?> answer)
    {
        _nodes[node] = answer;
        return this;
    }

    /// <summary>A failure.</summary>
    public static Answer Error(string code, string message, bool retryable = true) => new(ValueMap.Empty, new NodeError(code, message, retryable));

    /// <summary>What a node answers.</summary>
    public Answer? Ask(Call call)
    {
        var answer = _nodes.GetValueOrDefault(call.Node) ?? Otherwise;
        return answer is null ? Echo(call) : answer(call);
    }

    /// <summary>What a node does by itself: it gives back what it read.</summary>
    public static Answer Echo(Call call)
    {
        var value = call.Inputs.TryGetValue("value", out var given) || call.Inputs.TryGetValue("x", out given) ? given : Value.Null;
        return new Answer(ValueMap.Of(("value", value), ("result", value)));
    }
}
