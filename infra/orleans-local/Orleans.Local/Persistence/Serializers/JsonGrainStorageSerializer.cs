using Orleans.Serialization;

namespace Orleans.Storage;

/// <summary>Writes state as JSON with type names and references; the default serializer of storage providers.</summary>
public class JsonGrainStorageSerializer(OrleansJsonSerializer orleansJsonSerializer) : IGrainStorageSerializer
{
    /// <inheritdoc/>
    public BinaryData Serialize<T>(T? value) => new(orleansJsonSerializer.Serialize(value, typeof(T)));

    /// <inheritdoc/>
    public T? Deserialize<T>(BinaryData input) => (T?)orleansJsonSerializer.Deserialize(typeof(T), input.ToString());
}
