using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RayFlow.Benchmarks.Readers;

/// <summary>A reader of a run's events on a socket of its own, with as little memory as that takes.</summary>
internal sealed class EventSocket : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly StringBuilder _line = new(64);

    /// <summary>How many events have come.</summary>
    public long Events { get; private set; }

    /// <summary>What came in another order than it happened; null: nothing did.</summary>
    public string? Problem { get; private set; }

    /// <summary>Connects and asks for the events.</summary>
    /// <param name="server">Where the API is.</param>
    /// <param name="run">The run.</param>
    /// <param name="receiveBuffer">The bytes that the kernel keeps for the reader; 0: as many as it likes.</param>
    public async Task ConnectAsync(Uri server, string run, int receiveBuffer = 0)
    {
        if (receiveBuffer > 0)
        {
            _socket.ReceiveBufferSize = receiveBuffer;
        }

        await _socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(server.Host), server.Port));
        await _socket.SendAsync(Encoding.ASCII.GetBytes($"GET /api/runs/{run}/events HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: close\r\n\r\n"));
    }

    /// <summary>Reads until the first events have come: the run waits then.</summary>
    public async Task ReadFirstAsync()
    {
        var buffer = new byte[2048];
        while (Events == 0 && await _socket.ReceiveAsync(buffer) is var count and > 0)
        {
            Take(buffer.AsSpan(0, count));
        }
    }

    /// <summary>Reads until the server closes the stream.</summary>
    public async Task ReadToEndAsync()
    {
        var buffer = new byte[2048];
        while (await _socket.ReceiveAsync(buffer) is var count and > 0)
        {
            Take(buffer.AsSpan(0, count));
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Take(ReadOnlySpan<byte> bytes)
    {
        foreach (var character in bytes)
        {
            if (character != '\n')
            {
                // Only the beginning of a line matters.
                if (_line.Length < 64)
                {
                    _line.Append((char)character);
                }

                continue;
            }

            var line = _line.ToString();
            _line.Clear();
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                var number = long.Parse(line.AsSpan(4).TrimEnd(), CultureInfo.InvariantCulture);
                Problem ??= number == Events + 1 ? null : $"event {number} came after {Events}";
                Events = number;
            }
        }
    }
}
