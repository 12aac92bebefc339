using System.Diagnostics;

namespace RayFlow.Cli.Processes;

/// <summary>A program of a checkout's tests that a command stands for: it is built if need be, and gets the rest of the line as it is.</summary>
internal static class CheckoutProgram
{
    /// <summary>Runs it in this process's place.</summary>
    /// <param name="project">Its folder's name.</param>
    /// <param name="command">The command that stands for it.</param>
    /// <param name="arguments">What it is given.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="CliException">This is no checkout.</exception>
    public static Task<int> RunAsync(string project, string command, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false };
        foreach (var argument in (string[])["run", "--project", Path.Combine(FindCheckout(command), "tests", project), "--configuration", "Release", "--", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        return Child.RunAsync(start);
    }

    private static string FindCheckout(string command)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RayFlow.Orleans.sln")))
            {
                return folder.FullName;
            }
        }

        throw new CliException(ExitCode.Wrong, $"'{command}' needs what is only in a checkout; type './rayflow {command}' there.");
    }
}
