namespace RayFlow.Model.Flows.Parsing;

/// <summary>What a problem is a problem of.</summary>
/// <param name="Pointer">Where it stands in the document.</param>
/// <param name="Kind">node, edge or variable; empty for the document.</param>
/// <param name="Id">Its id or name, if it has one.</param>
internal readonly record struct Place(string Pointer, string Kind = "", string? Id = null)
{
    /// <summary>The start of a sentence: <c>Node 'add'</c>.</summary>
    public string Words => (Kind, Id) switch
    {
        ("", _) => "The document",
        (_, null) => $"The {Kind} at {Pointer}",
        _ => $"{char.ToUpperInvariant(Kind[0])}{Kind[1..]} '{Id}'",
    };

    public string? NodeId => Kind == "node" ? Id : null;

    public string? EdgeId => Kind == "edge" ? Id : null;
}
