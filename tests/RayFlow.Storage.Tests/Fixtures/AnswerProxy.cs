using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace RayFlow.Storage.Tests.Fixtures;

/// <summary>
/// Stands between a client and the server, and can lose an answer: the server has done what it was asked, and the client
/// finds its connection cut.
/// </summary>
public sealed class AnswerProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _connections = [];
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly Task _accepting;
    private string? _losing;
    private bool _thenDown;
    private TaskCompletionSource? _cut;

    public AnswerProxy(string connectionString)
    {
        _server = new NpgsqlConnectionStringBuilder(connectionString);
        _listener.Start();
        _accepting = AcceptAsync();
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
            SslMode = SslMode.Disable,
        }.ConnectionString;
    }

    public string ConnectionString { get; }

    /// <summary>Whether nobody gets through.</summary>
    public bool IsDown { get; set; }

    /// <summary>How many answers were lost.</summary>
    public int Lost { get; private set; }

    /// <summary>Loses the answer to the next request that contains a text, and lets nobody through afterwards if so wanted.</summary>
    public void LoseAnswerTo(string text, bool thenDown = false)
    {
        _losing = text;
        _thenDown = thenDown;
    }

    /// <summary>Cuts the connection of the next request that contains a text, as soon as the server has it.</summary>
    public Task CutAfter(string text)
    {
        _cut = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _losing = text;
        return _cut.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException)
        {
            // The test has ended.
        }
    }

    private async Task ServeAsync(TcpClient accepted)
    {
        using var client = accepted;
        using var server = new TcpClient();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        if (IsDown)
        {
            return;
        }

        try
        {
            await server.ConnectAsync(_server.Host!, _server.Port, ended.Token);
            var losing = new Loss();
            await Task.WhenAny(
                ForwardRequestsAsync(client.GetStream(), server.GetStream(), losing, ended.Token),
                ForwardAnswersAsync(server.GetStream(), client.GetStream(), losing, ended.Token));
            await ended.CancelAsync();
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or IOException)
        {
            // Either side is gone; so is the other then.
        }
    }

    private async Task ForwardRequestsAsync(NetworkStream from, NetworkStream to, Loss loss, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 16];
        for (int read; (read = await from.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            // Small requests come in one piece here.
            if (_losing is { } text && buffer.AsSpan(0, read).IndexOf(Encoding.ASCII.GetBytes(text)) >= 0)
            {
                _losing = null;
                loss.IsDue = true;
            }

            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            if (loss.IsDue && _cut is { } cut)
            {
                Lost++;
                _cut = null;
                cut.SetResult();
                return;
            }
        }
    }

    private async Task ForwardAnswersAsync(NetworkStream from, NetworkStream to, Loss loss, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 16];
        for (int read; (read = await from.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (loss.IsDue)
            {
                Lost++;
                IsDown = _thenDown;
                return;
            }

            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }

    private sealed class Loss
    {
        public volatile bool IsDue;
    }
}
