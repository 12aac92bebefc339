using RayFlow.Engine.Planning;
using RayFlow.Grains.Flows;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Simulation.Flows;

/// <summary>A flow of the shelf, and what becomes of it where nothing goes wrong.</summary>
/// <param name="number">Its number.</param>
/// <param name="compiled">Compiled.</param>
internal sealed class ShelfFlow(int number, CompiledFlow compiled)
{
    private const int FewOrders = 6;
    private const int ManyOrders = 300;

    private readonly Dictionary<(int World, int Depth, OnError Strategy, string Input), Course?> _courses = [];

    /// <summary>Its number.</summary>
    public int Number => number;

    /// <summary>Compiled.</summary>
    public CompiledFlow Compiled => compiled;

    /// <summary>The name that it is started by.</summary>
    public string Name { get; } = $"flow-{number}";

    /// <summary>
    /// Whether what becomes of it does not depend on what comes first: no join that takes some of its edges, no second way to end, nothing that
    /// time decides.
    /// </summary>
    public bool IsSteady { get; } = compiled.Graph.Nodes.Count(node => node.Operation == ControlOperation.Return) == 1
        && compiled.Graph.Nodes.All(node => node.Join.Mode is JoinMode.All or JoinMode.Strict || node.ExecInputs < 2)
        && compiled.Graph.Nodes.All(node => node.Policy.TimeoutSeconds is null)
        && !compiled.Graph.Nodes.Any(node => node.Descriptor.Type is "flow_wait_signal" or "flow_break" || node.Descriptor.Type.StartsWith("variables_", StringComparison.Ordinal));

    /// <summary>What becomes of it in a world without faults; null if that depends on what comes first.</summary>
    public Course? CourseIn(Value input, OnError strategy, int depth, Effects effects, FlowShelf shelf)
    {
        var key = (effects.World, depth, strategy, input.ToString());
        if (!_courses.TryGetValue(key, out var course))
        {
            _courses.Add(key, course = IsSteady ? Course.Of(this, input, strategy, depth, effects, shelf, FewOrders) : null);
        }

        return course;
    }

    /// <summary>Whether the course is the same in very many orders of what happens; asked only where a run took another one.</summary>
    public bool IsCertain(Value input, OnError strategy, Effects effects, FlowShelf shelf) => Course.Of(this, input, strategy, 0, effects, shelf, ManyOrders) is not null;
}
