using System.Buffers;
using System.Text.Json;

namespace RayFlow.Api.Bodies;

/// <summary>A JSON writer over a buffer that is kept between answers unless it grew large.</summary>
internal sealed class PooledJson
{
    private const int LargestKept = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);

    public PooledJson(JsonWriterOptions options) => Writer = new Utf8JsonWriter(_buffer, options);

    public Utf8JsonWriter Writer { get; }

    public int Length => _buffer.WrittenCount;

    public void CopyTo(IBufferWriter<byte> target) => target.Write(_buffer.WrittenSpan);

    /// <summary>Makes it ready for the next answer; null if it is not worth keeping.</summary>
    public PooledJson? Reset()
    {
        if (_buffer.Capacity > LargestKept)
        {
            return null;
        }

        _buffer.ResetWrittenCount();
        Writer.Reset();
        return this;
    }
}
