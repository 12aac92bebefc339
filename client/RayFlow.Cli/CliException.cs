namespace RayFlow.Cli;

/// <summary>Ends a command with words for the person who typed it.</summary>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
/// <param name="message">What happened, and what to do.</param>
internal sealed class CliException(int exitCode, string message) : Exception(message)
{
    public int ExitCode => exitCode;
}
