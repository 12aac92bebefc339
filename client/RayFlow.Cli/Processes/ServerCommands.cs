using System.CommandLine;
using System.Diagnostics;
using RayFlow.Cli.Server;

namespace RayFlow.Cli.Processes;

/// <summary><c>rayflow silo</c>, <c>gateway</c> and <c>migrate</c>: what belongs to a cluster, in the foreground. Their programs know their options.</summary>
internal static class ServerCommands
{
    public static Command Silo() => Create("silo", "Start one silo of a cluster: it runs flows, and has no API. Needs --postgres.", rest => ServerPrograms.Silo(["silo", .. rest]));

    public static Command Gateway() => Create("gateway", "Start a gateway of a cluster: API and editor. Needs --postgres.", ServerPrograms.Gateway);

    public static Command Migrate() => Create("migrate", "Bring the database up to date; with --check say what that would change, with --restored give a copy a cluster of its own.", rest => ServerPrograms.Silo(["migrate", .. rest]));

    private static Command Create(string name, string description, Func<IEnumerable<string>, ProcessStartInfo> start)
    {
        var command = new Command(name, description) { new Argument<string[]>("OPTIONS") { Description = $"'rayflow {name} -- --help' lists them", Arity = ArgumentArity.ZeroOrMore } };
        command.TreatUnmatchedTokensAsErrors = false;

        // In their order, which the values of options that only the program knows depend on.
        command.SetAction((parsed, _) => Child.RunAsync(start(parsed.Tokens.Select(token => token.Value).SkipWhile(token => token != name).Skip(1).Where(token => token != "--"))));
        return command;
    }
}
