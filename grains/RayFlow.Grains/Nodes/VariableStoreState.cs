namespace RayFlow.Grains.Nodes;

/// <summary>The variables of one run as they are stored. Values are JSON text.</summary>
public sealed class VariableStoreState
{
    /// <summary>Whether the flow's declarations have been taken over.</summary>
    public bool IsDeclared { get; set; }

    /// <summary>The variables, in the order in which they came to be.</summary>
    public List<StoredVariable> Variables { get; set; } = [];

    /// <summary>The answers to the last changes, oldest first.</summary>
    public List<StoredAnswer> Answers { get; set; } = [];
}

/// <summary>A variable as it is stored.</summary>
public sealed class StoredVariable
{
    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";

    /// <summary>What it may hold; null: anything, it was not declared.</summary>
    public string? Type { get; set; }

    /// <summary>Whether setting it is an error.</summary>
    public bool ReadOnly { get; set; }

    /// <summary>What it holds, as JSON.</summary>
    public string Json { get; set; } = "null";
}

/// <summary>The answer to a change, in case it is asked for again.</summary>
public sealed class StoredAnswer
{
    /// <summary>The change's idempotency key.</summary>
    public string Key { get; set; } = "";

    /// <summary>The answer, as JSON.</summary>
    public string Json { get; set; } = "null";
}
