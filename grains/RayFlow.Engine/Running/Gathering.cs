using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>Inputs that are being gathered and are not all there yet.</summary>
internal sealed class Gathering
{
    /// <summary>How many answers and settled sources it waits for.</summary>
    public int Pending { get; set; }

    /// <summary>Whether it waits for sources to settle.</summary>
    public bool IsBlocked { get; set; }

    /// <summary>The heavy nodes that were asked for and have not answered.</summary>
    public List<RunNode> Asked { get; } = [];

    /// <summary>Outputs of free pure nodes by index, so that each is evaluated once; null while one runs in its grain.</summary>
    public Dictionary<int, Value[]?> Known { get; } = [];
}
