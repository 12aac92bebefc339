using RayFlow.Grains.Clusters;
using RayFlow.Hosting;

namespace RayFlow.Silo.Hosting;

/// <summary>
/// Ends a silo that its cluster has declared dead, or that Orleans cannot go on with: in a sentence, and with the exit code by which a supervisor
/// starts it again. Its runs go on elsewhere; nothing that it would still write gets past the fence of the journal.
/// </summary>
internal sealed class FatalExit(ILogger<FatalExit> logger) : IFatalErrorHandler
{
    private int _hasBegun;

    public bool IsUnexpected(Exception exception) => true;

    public void OnFatalException(object? sender, string? context, Exception? exception)
    {
        if (Interlocked.Exchange(ref _hasBegun, 1) == 0)
        {
            logger.FatalEnd(context, exception);
            Console.Error.WriteLine(exception is SiloExiledException exile
                ? exile.Message
                : $"This silo was declared dead by its cluster, or cannot go on in it, and ends. Its runs go on elsewhere. ({context ?? exception?.Message})");

            // Not on a thread that the exit would wait for.
            new Thread(static () => Environment.Exit(ProgramFrame.TryAgain)) { IsBackground = true }.Start();
        }
    }
}
