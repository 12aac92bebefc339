using RayFlow.Model.Nodes;
using RayFlow.Model.Values;
using RayFlow.Simulation.Scheduling;

namespace RayFlow.Simulation.Flows;

/// <summary>
/// What effects give: it follows from the instance, the attempt and the world that they are in, so that it is the same whenever and wherever an
/// attempt is made.
/// </summary>
/// <param name="world">Which of a few worlds.</param>
internal sealed class Effects(int world)
{
    /// <summary>How many worlds there are.</summary>
    public const int Worlds = 6;

    private readonly double _failures = (world % 3) switch { 0 => 0, 1 => 0.08, _ => 0.25 };

    /// <summary>Which world.</summary>
    public int World => world;

    /// <summary>What an attempt gives.</summary>
    /// <param name="path">The instance, such as <c>for1[3]/add</c>.</param>
    /// <param name="attempt">From 1.</param>
    public (ValueMap Outputs, NodeError? Error) Of(string path, int attempt)
    {
        var hash = Chance.Hash((ulong)((world * 1000) + attempt), path);
        if (hash % 1000 < _failures * 1000)
        {
            return (ValueMap.Empty, new NodeError("unlucky", $"'{path}' had no luck.", hash / 1000 % 4 != 0));
        }

        var value = (Value)(long)(hash / 1000 % 6);
        return (ValueMap.Of(("value", value), ("result", value)), null);
    }

    /// <summary>How many variables an instance changes.</summary>
    public int Changes(string path) => Chance.Hash((ulong)world, path + " changes") % 8 == 0 ? 2 : 0;

    /// <summary>How many events an instance emits.</summary>
    public int Emits(string path) => Chance.Hash((ulong)world, path + " emits") % 16 == 0 ? 2 : 0;

    /// <summary>Which flow a call finds under a name.</summary>
    public int Callee(Value input) => (int)(Chance.Hash((ulong)world, input.ToString()) % FlowShelf.Children);
}
