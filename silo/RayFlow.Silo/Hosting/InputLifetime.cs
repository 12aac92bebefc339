using System.Runtime.InteropServices;

namespace RayFlow.Silo.Hosting;

/// <summary>
/// The life of a server that a command started for itself (<c>RayFlow:StopWithInput</c>): it stops when its standard input ends, and so
/// never outlives the command, however that ends. A Ctrl+C of the terminal that they share is left to the command.
/// </summary>
internal sealed class InputLifetime(IHostApplicationLifetime application) : IHostLifetime, IDisposable
{
    /// <summary>The configuration entry that asks for this life.</summary>
    public const string Setting = "RayFlow:StopWithInput";

    private readonly List<PosixSignalRegistration> _signals = [];

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, static signal => signal.Cancel = true));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            application.StopApplication();
        }));

        // A thread of its own, since reading from a pipe cannot be cancelled; it must not keep the process alive.
        new Thread(WaitForTheEnd) { IsBackground = true, Name = nameof(InputLifetime) }.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _signals.ForEach(static signal => signal.Dispose());

    private void WaitForTheEnd()
    {
        using var input = Console.OpenStandardInput();
        var unused = new byte[256];
        while (input.Read(unused) > 0)
        {
            // What is said does not matter.
        }

        application.StopApplication();
    }
}
