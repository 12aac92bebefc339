using System.Buffers.Binary;
using System.Text;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>A grain's key as the columns of table OrleansStorage hold it.</summary>
/// <remarks>A string that reads as a Guid or as a hexadecimal integer is stored as one. That is how Orleans' provider does it, so rows are found by either.</remarks>
internal readonly struct AdoGrainKey
{
    private readonly byte[] _number;

    public AdoGrainKey(GrainId grainId)
    {
        if (grainId.TryGetGuidKey(out var guid, out var extension))
        {
            _number = guid.ToByteArray();
            N0 = BinaryPrimitives.ReadInt64LittleEndian(_number);
            N1 = BinaryPrimitives.ReadInt64LittleEndian(_number.AsSpan(sizeof(long)));
            Text = extension;
        }
        else if (grainId.TryGetIntegerKey(out var integer, out extension))
        {
            _number = BitConverter.GetBytes(integer);
            N1 = integer;
            Text = extension;
        }
        else
        {
            _number = [];
            Text = grainId.Key.ToString();
        }
    }

    /// <summary>The first half of a Guid.</summary>
    public long N0 { get; }

    /// <summary>The second half of a Guid, or an integer.</summary>
    public long N1 { get; }

    /// <summary>A string key, or the extension of another.</summary>
    public string? Text { get; }

    /// <summary>The bytes that the hash column is computed from.</summary>
    public byte[] HashBytes()
    {
        byte[] bytes = [.. _number, .. Encoding.UTF8.GetBytes(Text ?? "")];
        Array.Reverse(bytes);
        return bytes;
    }
}
