using System.Runtime.InteropServices;

namespace RayFlow.Hosting;

/// <summary>
/// The life of a process. SIGTERM, which supervisors send, gives notice first; Ctrl+C, or a second SIGTERM, ends it at once. One that a command
/// started for itself (<c>RayFlow:StopWithInput</c>) stops when its standard input ends, and so never outlives the command, however that ends; a Ctrl+C
/// of the terminal that they share is left to the command.
/// </summary>
internal sealed class ProcessLifetime(IHostApplicationLifetime application, IConfiguration configuration, LeavingNotice? notice = null) : IHostLifetime, IDisposable
{
    /// <summary>The configuration entry that ties the life to the standard input.</summary>
    public const string InputSetting = "RayFlow:StopWithInput";

    private readonly List<PosixSignalRegistration> _signals = [];
    private readonly CancellationTokenSource _now = new();
    private readonly bool _stopsWithInput = configuration.GetValue<bool>(InputSetting);
    private int _asked;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            Leave(givesNotice: true);
        }));
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGQUIT])
        {
            _signals.Add(PosixSignalRegistration.Create(signal, given =>
            {
                given.Cancel = true;
                if (!_stopsWithInput)
                {
                    Leave(givesNotice: false);
                }
            }));
        }

        if (_stopsWithInput)
        {
            // A thread of its own, since reading from a pipe cannot be cancelled; it must not keep the process alive.
            new Thread(WaitForTheEnd) { IsBackground = true, Name = nameof(ProcessLifetime) }.Start();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _signals.ForEach(static signal => signal.Dispose());
        _now.Dispose();
    }

    private void Leave(bool givesNotice)
    {
        notice?.Begin();
        var isFirst = Interlocked.Increment(ref _asked) == 1;
        if (isFirst && givesNotice && notice is { Length: var length } && length > TimeSpan.Zero)
        {
            _ = StopAfterAsync(length);
        }
        else
        {
            application.StopApplication();
        }
    }

    private async Task StopAfterAsync(TimeSpan length)
    {
        using var stopping = application.ApplicationStopping.UnsafeRegister(static now => ((CancellationTokenSource)now!).Cancel(), _now);
        await Task.Delay(length, _now.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        application.StopApplication();
    }

    private void WaitForTheEnd()
    {
        using var input = Console.OpenStandardInput();
        var unused = new byte[256];
        while (input.Read(unused) > 0)
        {
            // What is said does not matter.
        }

        Leave(givesNotice: false);
    }
}
