namespace RayFlow.Model.Nodes;

/// <summary>What a run takes for granted of a node type that RayFlow does not bring itself, as it was when the run started.</summary>
/// <param name="Kind">What it may do.</param>
/// <param name="Heavy">Whether a pure node runs in a node grain.</param>
/// <param name="Inline">Whether an effect node is made by the orchestrator itself.</param>
/// <param name="CodeHash">SHA-256 of its source file or assembly, lower-case hexadecimal; null if it is not known.</param>
public sealed record NodeTypeMark(NodeKind Kind, bool Heavy, bool Inline, string? CodeHash)
{
    /// <summary>Whether a replay runs its code again, so that other code could come to another result. What the others did is journaled.</summary>
    public bool IsReplayed => Kind == NodeKind.Pure ? !Heavy : Inline;

    /// <summary>The mark of a type.</summary>
    public static NodeTypeMark Of(NodeType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return new NodeTypeMark(type.Descriptor.Kind, type.Descriptor.Heavy, type.Descriptor.Inline, type.CodeHash);
    }

    /// <summary>What keeps a run that started with this mark from going on with a type as it is now, as the rest of a sentence; null: nothing does.</summary>
    public string? ChangeTo(NodeTypeMark now)
    {
        ArgumentNullException.ThrowIfNull(now);
        return (now.Kind, now.Heavy, now.Inline) != (Kind, Heavy, Inline) ? $"was {Words()} and is {now.Words()}"
            : IsReplayed && CodeHash != now.CodeHash ? "has other code, which a replay of the run would run"
            : null;
    }

    private string Words() => Kind switch
    {
        NodeKind.Pure => Heavy ? "a heavy pure node" : "a light pure node",
        NodeKind.Effect => Inline ? "an inline effect node" : "an effect node",
        _ => "a control node",
    };
}
