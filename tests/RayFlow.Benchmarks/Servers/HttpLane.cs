using System.Net.Sockets;
using System.Text;

namespace RayFlow.Benchmarks.Servers;

/// <summary>
/// One HTTP/1.1 connection with one request at a time, and no more work than that takes: the caller shares the processors with the server
/// that it measures. It reads answers that say their length, as all of RayFlow's but event streams do.
/// </summary>
internal sealed class HttpLane(Uri server) : IDisposable
{
    private readonly TcpClient _client = new() { NoDelay = true };
    private byte[] _buffer = new byte[4096];

    /// <summary>Makes the bytes of a request.</summary>
    public static byte[] Request(string method, string path, byte[] body) =>
        [.. Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];

    /// <summary>Sends a request and reads its answer, which stands until the next one is read.</summary>
    public async Task<HttpAnswer> SendAsync(ReadOnlyMemory<byte> request)
    {
        if (!_client.Connected)
        {
            await _client.ConnectAsync(server.Host, server.Port);
        }

        await _client.Client.SendAsync(request);
        var (filled, whole) = (0, 0);
        do
        {
            if (filled == _buffer.Length)
            {
                Array.Resize(ref _buffer, Math.Max(whole, 2 * filled));
            }

            var read = await _client.Client.ReceiveAsync(_buffer.AsMemory(filled));
            if (read == 0)
            {
                throw new IOException("The server closed the connection.");
            }

            filled += read;
            whole = whole > 0 ? whole : LengthOf(_buffer.AsSpan(0, filled));
        }
        while (whole == 0 || filled < whole);
        return new HttpAnswer(_buffer.AsMemory(0, whole));
    }

    public void Dispose() => _client.Dispose();

    private static int LengthOf(ReadOnlySpan<byte> received)
    {
        var end = received.IndexOf("\r\n\r\n"u8);
        return end < 0 ? 0
            : end + 4 + int.Parse(HttpAnswer.Header(received[..end], "Content-Length: "u8) ?? throw new InvalidDataException($"An answer without its length: {Encoding.UTF8.GetString(received)}"));
    }
}
