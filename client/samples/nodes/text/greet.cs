/// <summary>The node type <c>text_greet</c>: its folder, an underscore, its file name.</summary>
[Node(Label = "Greet", Icon = "hand", Description = "Greets somebody by name.", Light = true)]
public sealed class Greet : PureNode
{
    /// <summary>An input that must be connected or given, because the property is required.</summary>
    [Input(Description = "Whom to greet.")]
    public required string Name { get; set; }

    /// <summary>An input that may stay unconnected: its initialiser is the default.</summary>
    [Input(Description = "How to greet.")]
    public string Greeting { get; set; } = "Hello";

    /// <summary>A constant, SHOUT: set per node of a flow.</summary>
    [Constant(Description = "Whether to shout.")]
    public bool Shout { get; set; }

    [Output]
    public string Text { get; private set; } = "";

    public override void Evaluate()
    {
        Text = $"{Greeting}, {Name}!";
        if (Shout)
        {
            Text = Text.ToUpperInvariant();
        }
    }
}
