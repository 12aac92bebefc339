using RayFlow.Model.Flows;

namespace RayFlow.GrainInterfaces.Flows;

/// <summary>A <see cref="FlowDiagnostic"/> on its way between silos.</summary>
[GenerateSerializer, Immutable, Alias("rayflow.FlowDiagnosticSurrogate")]
public struct FlowDiagnosticSurrogate
{
    /// <summary><see cref="FlowDiagnostic.Code"/></summary>
    [Id(0)]
    public string Code;

    /// <summary><see cref="FlowDiagnostic.Severity"/></summary>
    [Id(1)]
    public int Severity;

    /// <summary><see cref="FlowDiagnostic.Message"/></summary>
    [Id(2)]
    public string Message;

    /// <summary><see cref="FlowDiagnostic.Pointer"/></summary>
    [Id(3)]
    public string Pointer;

    /// <summary><see cref="FlowDiagnostic.NodeId"/></summary>
    [Id(4)]
    public string? NodeId;

    /// <summary><see cref="FlowDiagnostic.EdgeId"/></summary>
    [Id(5)]
    public string? EdgeId;
}

/// <summary>Carries diagnostics between silos.</summary>
[RegisterConverter]
public sealed class FlowDiagnosticConverter : IConverter<FlowDiagnostic, FlowDiagnosticSurrogate>
{
    /// <inheritdoc/>
    public FlowDiagnostic ConvertFromSurrogate(in FlowDiagnosticSurrogate surrogate) =>
        new(surrogate.Code, (Severity)surrogate.Severity, surrogate.Message, surrogate.Pointer, surrogate.NodeId, surrogate.EdgeId);

    /// <inheritdoc/>
    public FlowDiagnosticSurrogate ConvertToSurrogate(in FlowDiagnostic value) => new()
    {
        Code = value.Code,
        Severity = (int)value.Severity,
        Message = value.Message,
        Pointer = value.Pointer,
        NodeId = value.NodeId,
        EdgeId = value.EdgeId,
    };
}
