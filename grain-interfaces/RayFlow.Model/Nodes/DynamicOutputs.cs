namespace RayFlow.Model.Nodes;

/// <summary>What adds data outputs of a node instance to those of its type.</summary>
public enum DynamicOutputs
{
    /// <summary>Nothing does.</summary>
    None,

    /// <summary><c>config.api_schema</c>: one per entry, of the entry's type.</summary>
    ApiSchema,

    /// <summary>The called flow's returns: any name, of type any.</summary>
    Flow,
}
