namespace RayFlow.GrainInterfaces.Flows;

/// <summary>Asks to save a flow.</summary>
/// <param name="Document">The document, UTF-8 JSON; kept byte for byte.</param>
/// <param name="IfVersion">Save only if this is the latest version; 0: only if there is none; null: in any case.</param>
[GenerateSerializer, Immutable, Alias("rayflow.SaveFlow")]
public sealed record SaveFlow([property: Id(0)] byte[] Document, [property: Id(1)] int? IfVersion = null);
