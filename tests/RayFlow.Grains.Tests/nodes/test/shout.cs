/// <summary>A heavy pure node: it runs in a grain of its own when a consumer reads it.</summary>
[Node]
public sealed class Shout : PureNode
{
    [Input]
    public required string Text { get; set; }

    [Output]
    public string Loud { get; private set; } = "";

    public override void Evaluate() => Loud = Text.ToUpperInvariant() + "!";
}
