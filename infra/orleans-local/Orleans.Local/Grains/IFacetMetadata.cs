namespace Orleans;

/// <summary>Marks attributes of constructor parameters that the runtime supplies.</summary>
public interface IFacetMetadata;
