namespace RayFlow.Nodes.Sdk;

/// <summary>How important a log line is.</summary>
public enum NodeLogLevel
{
    /// <summary>For whoever looks for an error.</summary>
    Debug,

    /// <summary>Worth knowing.</summary>
    Info,

    /// <summary>Not as it should be.</summary>
    Warning,

    /// <summary>Something went wrong.</summary>
    Error,
}
