using System.CommandLine;
using RayFlow.Cli.Server;

namespace RayFlow.Cli.Processes;

/// <summary><c>rayflow doctor</c>: looks at everything that a server needs, whether one runs or not.</summary>
internal static class DoctorCommand
{
    private static readonly Option<bool> Json = Options.Json();

    public static Command Create()
    {
        var command = new Command("doctor", "Look at database, clock, ports, user nodes and runs, with the settings of 'rayflow up'. Changes nothing.") { Json };
        foreach (var option in UpCommand.Settings)
        {
            command.Add(option);
        }

        command.SetAction((parsed, _) => Child.RunAsync(ServerPrograms.Silo(
            ["doctor", .. parsed.GetValue(Json) ? (string[])["--json"] : [], .. UpCommand.Arguments(parsed)])));
        return command;
    }
}
