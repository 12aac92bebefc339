using System.CommandLine;

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
        command.SetAction((parsed, _) => CheckoutProgram.RunAsync(
            "RayFlow.Benchmarks", command.Name, parsed.Tokens.Select(token => token.Value).SkipWhile(token => token != "bench").Skip(1)));
        return command;
    }
}
