using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RayFlow.EndToEnd.Tests.Processes;

/// <summary>A RayFlow of its own: the program as users run it, in a process that can be killed.</summary>
public sealed class SiloProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly StringBuilder _output = new();
    private readonly Process _process;

    private SiloProcess(Process process) => (_process, ProcessId) = (process, process.Id);

    /// <summary>The way to its API.</summary>
    public HttpClient Http { get; } = new() { Timeout = Patience };

    /// <summary>The process.</summary>
    public int ProcessId { get; }

    /// <summary>What it printed.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts one and waits until it is ready.</summary>
    /// <param name="arguments">The options of <c>rayflow up</c>; a free port is added.</param>
    public static Task<SiloProcess> StartAsync(params string[] arguments) => StartAsync(new Dictionary<string, string>(), arguments);

    /// <summary>Starts one and waits until it is ready.</summary>
    /// <param name="environment">Variables beside those of this process.</param>
    /// <param name="arguments">The options of <c>rayflow up</c>; a free port is added.</param>
    public static Task<SiloProcess> StartAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        StartAsync(Checkout.SiloAssembly, environment, arguments);

    /// <summary>Starts a gateway and waits until it listens.</summary>
    /// <param name="arguments">The options of <c>rayflow gateway</c>; a free port is added.</param>
    public static Task<SiloProcess> StartGatewayAsync(params string[] arguments) => StartAsync(Checkout.GatewayAssembly, new Dictionary<string, string>(), arguments);

    private static async Task<SiloProcess> StartAsync(string program, IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        var process = Launch(program, [.. arguments, "--port", "0"], environment);
        var silo = new SiloProcess(process);
        var ready = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        silo.Listen(process, ready);
        silo.Http.BaseAddress = await ready.Task.WaitAsync(Patience);
        return silo;
    }

    /// <summary>Starts one on a port without waiting until it is ready.</summary>
    public static SiloProcess Begin(int port, params string[] arguments)
    {
        var process = Launch(Checkout.SiloAssembly, [.. arguments, "--port", port.ToString(System.Globalization.CultureInfo.InvariantCulture)], new Dictionary<string, string>());
        var silo = new SiloProcess(process);
        silo.Http.BaseAddress = new Uri($"http://127.0.0.1:{port}/");
        silo.Listen(process, null);
        return silo;
    }

    /// <summary>Kills it without a chance to say anything (SIGKILL).</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop (SIGTERM) and answers with its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>Posts JSON.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, JsonNode body, string? idempotencyKey = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        return Http.SendAsync(request);
    }

    /// <summary>Gets a run's state.</summary>
    public async Task<JsonElement> RunAsync(string runId) => await Http.GetFromJsonAsync<JsonElement>($"/api/runs/{runId}");

    /// <summary>Reads a run's events until it has ended, and answers with its state.</summary>
    public async Task<JsonElement> EndOfAsync(string runId)
    {
        for (var deadline = DateTimeOffset.UtcNow + Patience; DateTimeOffset.UtcNow < deadline;)
        {
            using var answer = await Http.GetAsync($"/api/runs/{runId}/events", HttpCompletionOption.ResponseHeadersRead);
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                continue; // the database is away; the answer took as long as looking for it
            }

            using var reader = new StreamReader(await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync());
            while (await reader.ReadLineAsync() is not null)
            {
                // The stream ends with the run.
            }

            return await RunAsync(runId);
        }

        throw new TimeoutException($"Run {runId} did not end. {Output}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await StopAsync();
        }

        Http.Dispose();
        _process.Dispose();
    }

    private static Process Launch(string program, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(program);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private void Listen(Process process, TaskCompletionSource<Uri>? ready)
    {
        const string Ready = "RayFlow is ready: ";
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => ready?.TrySetException(new InvalidOperationException($"RayFlow ended: {Output}"));
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        void Take(string? line)
        {
            lock (_output)
            {
                _output.AppendLine(line);
            }

            if (line?.StartsWith(Ready, StringComparison.Ordinal) == true)
            {
                ready?.TrySetResult(new Uri(line[Ready.Length..]));
            }
        }
    }
}
