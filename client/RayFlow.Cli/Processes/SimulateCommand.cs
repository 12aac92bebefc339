using System.CommandLine;
using System.Globalization;

namespace RayFlow.Cli.Processes;

/// <summary><c>rayflow simulate</c>: runs silos, network, database and time under seeds, with faults, in a checkout.</summary>
internal static class SimulateCommand
{
    private static readonly Option<long?> Seeds = new("--seeds") { Description = "How many seeds, from 1 or from --seed on; default 1,000, or the one of --seed", HelpName = "N" };
    private static readonly Option<long?> First = new("--seed") { Description = "The first seed; alone, only this one, and what happened in it", HelpName = "S" };
    private static readonly Option<bool> Trace = new("--trace") { Description = "Print the whole trace of one seed, not only its end" };
    private static readonly Option<string?> Mistake = new("--mistake") { Description = "Plant a mistake that the simulation is to find; 'all' counts in how many seeds each is found", HelpName = "NAME" };

    public static Command Create()
    {
        var command = new Command("simulate", "Hold RayFlow against its promises under random faults, from a checkout.") { Seeds, First, Trace, Mistake };
        command.SetAction((parsed, _) => CheckoutProgram.RunAsync("RayFlow.Simulation", command.Name, Arguments(parsed)));
        return command;
    }

    private static IEnumerable<string> Arguments(ParseResult parsed) =>
    [
        .. Number("--seeds", parsed.GetValue(Seeds)),
        .. Number("--seed", parsed.GetValue(First)),
        .. parsed.GetValue(Trace) ? ["--trace"] : (string[])[],
        .. parsed.GetValue(Mistake) is { } mistake ? ["--mistake", mistake] : (string[])[],
    ];

    private static string[] Number(string option, long? value) => value is { } number ? [option, number.ToString(CultureInfo.InvariantCulture)] : [];
}
