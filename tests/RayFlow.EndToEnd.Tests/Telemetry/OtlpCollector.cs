using System.Net;
using System.Text;
using System.Threading.Channels;
using RayFlow.EndToEnd.Tests.Processes;

namespace RayFlow.EndToEnd.Tests.Telemetry;

/// <summary>Takes what is sent by OTLP over HTTP. The names in a message are its text, so it is not decoded.</summary>
internal sealed class OtlpCollector : IDisposable
{
    private readonly Channel<(string Path, string Text)> _received = Channel.CreateUnbounded<(string, string)>();
    private readonly HttpListener _listener = new();

    public OtlpCollector()
    {
        Address = $"http://127.0.0.1:{Ports.Free()}/";
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _ = TakeAsync();
    }

    /// <summary>Where to send to.</summary>
    public string Address { get; }

    public void Dispose() => _listener.Close();

    /// <summary>Waits until all of these names have come to these paths.</summary>
    public async Task WaitForAsync(IEnumerable<(string Path, string Name)> names, TimeSpan patience)
    {
        var missing = names.ToHashSet();
        using var limit = new CancellationTokenSource(patience);
        try
        {
            while (missing.Count > 0)
            {
                var (path, text) = await _received.Reader.ReadAsync(limit.Token);
                missing.RemoveWhere(wanted => wanted.Path == path && text.Contains(wanted.Name, StringComparison.Ordinal));
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"Did not come within {patience}: {string.Join(", ", missing)}");
        }
    }

    private async Task TakeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                _received.Writer.TryWrite((context.Request.Url!.AbsolutePath, Encoding.Latin1.GetString(body.ToArray())));
                context.Response.Close();
            }
        }
        catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
        {
            _received.Writer.Complete();
        }
    }
}
