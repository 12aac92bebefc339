namespace Orleans.Storage;

/// <summary>Options of a storage provider that has a serializer.</summary>
public interface IStorageProviderSerializerOptions
{
    /// <summary>The serializer; the registered <see cref="IGrainStorageSerializer"/> by default.</summary>
    IGrainStorageSerializer GrainStorageSerializer { get; set; }
}
