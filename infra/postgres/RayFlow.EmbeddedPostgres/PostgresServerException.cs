namespace RayFlow.EmbeddedPostgres;

/// <summary>The embedded server could not be started or stopped; the message says why and what to do.</summary>
public sealed class PostgresServerException(string message, Exception? inner = null) : Exception(message, inner);
