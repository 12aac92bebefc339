using System.Text;

namespace RayFlow.Benchmarks.Servers;

/// <summary>An answer as it came.</summary>
/// <param name="Bytes">Head and body.</param>
internal readonly record struct HttpAnswer(ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The status code.</summary>
    public int Status => int.Parse(Bytes.Span["HTTP/1.1 ".Length..][..3]);

    /// <summary>What follows the head.</summary>
    public ReadOnlyMemory<byte> Body => Bytes[(Bytes.Span.IndexOf("\r\n\r\n"u8) + 4)..];

    /// <summary>A header's value; null if it is absent.</summary>
    /// <param name="head">The answer up to its body.</param>
    /// <param name="name">The name as the server writes it, with a colon and a space.</param>
    public static string? Header(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        var at = head.IndexOf(name);
        if (at < 0)
        {
            return null;
        }

        var value = head[(at + name.Length)..];
        var end = value.IndexOf("\r\n"u8);
        return Encoding.ASCII.GetString(end < 0 ? value : value[..end]);
    }
}
