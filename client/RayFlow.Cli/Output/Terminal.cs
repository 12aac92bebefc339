using Spectre.Console;

namespace RayFlow.Cli.Output;

/// <summary>Where commands write to: standard output, with colours and cursor movement only if a person looks at it.</summary>
internal static class Terminal
{
    /// <summary>Nothing that is piped is cut to a width.</summary>
    private const int PipedWidth = 32_000;

    private const int PipedTableWidth = 100;

    public static IAnsiConsole Out { get; } = Create(new AnsiConsoleOutput(Console.Out), Console.IsOutputRedirected);

    public static IAnsiConsole Error { get; } = Create(new AnsiConsoleOutput(Console.Error), Console.IsErrorRedirected);

    /// <summary>Whether a person watches, so that what was printed may change.</summary>
    public static bool IsLive => Out.Profile.Capabilities is { Ansi: true, Interactive: true } && !Console.IsOutputRedirected;

    /// <summary>How wide a table with running text is; null for as wide as the terminal. In a pipe its texts are wrapped for whoever reads it at last.</summary>
    public static int? TableWidth => Console.IsOutputRedirected ? PipedTableWidth : null;

    private static IAnsiConsole Create(IAnsiConsoleOutput output, bool piped)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = output,
            Ansi = piped ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = piped ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = piped ? InteractionSupport.No : InteractionSupport.Detect,
        });
        if (piped)
        {
            console.Profile.Width = PipedWidth;
            console.Profile.Capabilities.Unicode = true;
        }

        return console;
    }
}
