using RayFlow.Model.Nodes;

namespace RayFlow.Engine.Planning;

/// <summary>Which exec outputs own the nodes that can be reached from them.</summary>
public static class RegionOutputs
{
    private static readonly string[] Loop = ["exec-body"];
    private static readonly string[] Try = ["exec-try", "exec-catch", "exec-finally"];

    /// <summary>The exec outputs of this operation that open a region, in the order in which they run.</summary>
    public static IReadOnlyList<string> Of(ControlOperation operation) => operation switch
    {
        ControlOperation.ForEach or ControlOperation.ForRange or ControlOperation.While => Loop,
        ControlOperation.Try => Try,
        _ => [],
    };

    /// <summary>The region output that a handle is, or null for an ordinary one.</summary>
    public static string? Find(ControlOperation operation, string handle)
    {
        foreach (var output in Of(operation))
        {
            if (string.Equals(output, handle, StringComparison.Ordinal))
            {
                return output;
            }
        }

        return null;
    }

    /// <summary>True if the operation runs its region turn by turn.</summary>
    public static bool IsLoop(ControlOperation operation) =>
        operation is ControlOperation.ForEach or ControlOperation.ForRange or ControlOperation.While;
}
