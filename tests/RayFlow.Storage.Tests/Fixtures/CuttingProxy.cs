using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace RayFlow.Storage.Tests.Fixtures;

/// <summary>Stands between a client and the server, and cuts a connection at a chosen moment.</summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _connections = [];
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly Task _accepting;
    private Cut? _planned;

    public CuttingProxy(string connectionString)
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

    /// <summary>Whether nobody gets through any more.</summary>
    public bool IsDown { get; set; }

    /// <summary>Cuts the connection of the next request with a text in it, once. Completes when that was done.</summary>
    public Task CutAsync(CutPoint at, string request, bool thenDown = false)
    {
        _planned = new Cut(at, Encoding.UTF8.GetBytes(request), thenDown);
        return _planned.Done.Task.WaitAsync(TimeSpan.FromSeconds(30));
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
            var connection = new Connection();
            await await Task.WhenAny(
                ForwardRequestsAsync(client.GetStream(), server.GetStream(), connection, ended.Token),
                ForwardAnswersAsync(server.GetStream(), client.GetStream(), connection, ended.Token));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or IOException)
        {
            // Either side is gone; so is the other then.
        }

        await ended.CancelAsync();
    }

    private async Task ForwardRequestsAsync(NetworkStream from, NetworkStream to, Connection connection, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 16];
        for (int read; (read = await from.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            // Small requests come in one piece here.
            if (_planned is { } cut && buffer.AsSpan(0, read).IndexOf(cut.Request) >= 0)
            {
                _planned = null;
                connection.Cut = cut;
            }

            if (connection.Cut is { At: CutPoint.BeforeRequest })
            {
                Finish(connection.Cut);
                return;
            }

            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            if (connection.Cut is { At: CutPoint.AfterRequest })
            {
                Finish(connection.Cut);
                return;
            }
        }
    }

    private async Task ForwardAnswersAsync(NetworkStream from, NetworkStream to, Connection connection, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 16];
        for (int read; (read = await from.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (connection.Cut is { At: CutPoint.BeforeAnswer } cut)
            {
                Finish(cut);
                return;
            }

            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }

    private void Finish(Cut cut)
    {
        IsDown = cut.ThenDown;
        cut.Done.SetResult();
    }

    private sealed record Cut(CutPoint At, byte[] Request, bool ThenDown)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Connection
    {
        private volatile Cut? _cut;

        public Cut? Cut
        {
            get => _cut;
            set => _cut = value;
        }
    }
}
