using RayFlow.Model.Nodes;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Runs;

/// <summary>What a node may give at once: outputs with more bytes are its failure.</summary>
internal static class OutputLimit
{
    // A value's measure is about the length of its JSON in characters; one of them has six bytes at most, as an escape.
    private const int MostBytesPerCharacter = 6;

    /// <summary>The event, or the failure that it becomes.</summary>
    public static RunEvent Apply(RunEvent @event, int most) =>
        @event is NodeCompleted completed && IsTooLarge(completed, most, out var bytes) ? TooLarge(completed, most, bytes) : @event;

    private static bool IsTooLarge(NodeCompleted completed, int most, out int bytes)
    {
        bytes = 0;
        if (((Value)completed.Outputs).Extent.Size <= most / MostBytesPerCharacter)
        {
            return false;
        }

        bytes = ValueJson.ToUtf8(completed.Outputs).Length;
        return bytes > most;
    }

    private static NodeFailed TooLarge(NodeCompleted completed, int most, int bytes) => new()
    {
        At = completed.At,
        Frame = completed.Frame,
        Node = completed.Node,
        Consumer = completed.Consumer,
        Attempt = completed.Attempt,
        Seconds = completed.Seconds,
        Log = completed.Log,
        Error = new NodeError("value_too_large", $"The node's outputs have {bytes:N0} bytes; at most {most:N0} are allowed (RayFlow:Runs:MaxValueBytes).", false),
    };
}
