using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>Inputs that are being gathered and are not all there yet.</summary>
internal sealed class Gathering
{
    /// <summary>Sources that have not settled, variables that are being read, heavy pure nodes that run.</summary>
    public int Pending { get; set; }

    /// <summary>The variables read, once they are.</summary>
    public ValueMap? Readings { get; set; }

    /// <summary>Whether variables have been asked for.</summary>
    public bool ReadingAsked { get; set; }

    /// <summary>What was asked of the world and not answered yet.</summary>
    public List<Instruction> Asked { get; } = [];

    /// <summary>Outputs of heavy pure nodes by index; null while one runs.</summary>
    public Dictionary<int, Value[]?>? Heavy { get; set; }
}
