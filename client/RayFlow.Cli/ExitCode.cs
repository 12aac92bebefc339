namespace RayFlow.Cli;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int RunFailed = 1;
    public const int Wrong = 2;
    public const int NoServer = 3;
}
