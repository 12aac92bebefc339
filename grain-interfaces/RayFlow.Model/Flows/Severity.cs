namespace RayFlow.Model.Flows;

/// <summary>How bad a <see cref="FlowDiagnostic"/> is.</summary>
public enum Severity
{
    /// <summary>The flow runs; something is probably not meant.</summary>
    Warning,

    /// <summary>The flow does not run.</summary>
    Error,
}
