using System.CommandLine;
using System.Diagnostics;

namespace RayFlow.Cli.Processes;

/// <summary><c>rayflow bench</c>: measures, in a checkout.</summary>
internal static class BenchCommand
{
    private static readonly Argument<string[]> Arguments = new("ARGUMENTS") { Description = "What to measure; without any: everything", Arity = ArgumentArity.ZeroOrMore };

    public static Command Create()
    {
        var command = new Command("bench", "Measure how fast RayFlow is, from a checkout.") { Arguments };
        command.TreatUnmatchedTokensAsErrors = false;

        // In their order, which the values of options that only the benchmarks know depend on.
        command.SetAction((parsed, _) => Child.RunAsync(Start([.. parsed.Tokens.Select(token => token.Value).SkipWhile(token => token != "bench").Skip(1)])));
        return command;
    }

    private static ProcessStartInfo Start(IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false };
        foreach (var argument in (string[])["run", "--project", Path.Combine(FindCheckout(), "tests", "RayFlow.Benchmarks"), "--configuration", "Release", "--", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    private static string FindCheckout()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RayFlow.Orleans.sln")))
            {
                return folder.FullName;
            }
        }

        throw new CliException(ExitCode.Wrong, "The benchmarks are part of a checkout; type './rayflow bench' there.");
    }
}
