using RayFlow.Model.Values;

namespace RayFlow.GrainInterfaces.Values;

/// <summary>A <see cref="Value"/>, <see cref="ValueMap"/> or <see cref="ValueList"/> on its way between silos: UTF-8 JSON.</summary>
[GenerateSerializer, Immutable, Alias("rayflow.ValueSurrogate")]
public struct ValueSurrogate
{
    /// <summary>The JSON text.</summary>
    [Id(0)]
    public byte[] Json;
}

/// <summary>Carries values between silos.</summary>
[RegisterConverter]
public sealed class ValueConverter : IConverter<Value, ValueSurrogate>
{
    /// <inheritdoc/>
    public Value ConvertFromSurrogate(in ValueSurrogate surrogate) => ValueJson.Parse(surrogate.Json);

    /// <inheritdoc/>
    public ValueSurrogate ConvertToSurrogate(in Value value) => new() { Json = ValueJson.ToUtf8(value) };
}

/// <summary>Carries dicts between silos.</summary>
[RegisterConverter]
public sealed class ValueMapConverter : IConverter<ValueMap, ValueSurrogate>
{
    /// <inheritdoc/>
    public ValueMap ConvertFromSurrogate(in ValueSurrogate surrogate) => ValueJson.Parse(surrogate.Json).AsDict();

    /// <inheritdoc/>
    public ValueSurrogate ConvertToSurrogate(in ValueMap value) => new() { Json = ValueJson.ToUtf8(value) };
}
