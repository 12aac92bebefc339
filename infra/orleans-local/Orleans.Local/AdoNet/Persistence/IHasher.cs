namespace Orleans.Storage;

/// <summary>A hash function for storage keys.</summary>
public interface IHasher
{
    /// <summary>What it is.</summary>
    string Description { get; }

    /// <summary>The hash.</summary>
    int Hash(byte[] data);
}
