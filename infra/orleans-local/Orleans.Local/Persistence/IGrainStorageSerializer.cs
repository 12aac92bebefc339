namespace Orleans.Storage;

/// <summary>Turns grain state into bytes and back.</summary>
public interface IGrainStorageSerializer
{
    /// <summary>The bytes of a state.</summary>
    BinaryData Serialize<T>(T? input);

    /// <summary>The state of bytes.</summary>
    T? Deserialize<T>(BinaryData input);
}
