namespace RayFlow.Grains.Flows;

/// <summary>A run cannot go on here because node types that it started with are gone or others by now. Nothing is lost; with the types as they were it goes on.</summary>
internal sealed class NodeTypesChangedException(string flowHash, IReadOnlyList<NodeTypeChange> changes) : Exception(
    $"The run of flow document {flowHash} started with other nodes than this server has: {string.Join("; ", changes.Select(change => $"'{change.Type}' {change.What}"))}. "
    + "Put these nodes back as they were, or terminate the run.")
{
    /// <summary>The types, by name.</summary>
    public IReadOnlyList<NodeTypeChange> Changes => changes;
}

/// <summary>What has become of a node type.</summary>
/// <param name="Type">Its name.</param>
/// <param name="What">The rest of a sentence: <c>is missing</c>.</param>
internal sealed record NodeTypeChange(string Type, string What);
