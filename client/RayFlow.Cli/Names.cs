using System.CommandLine.Parsing;

namespace RayFlow.Cli;

/// <summary>Commands as they are typed.</summary>
internal static class Names
{
    /// <summary>The command with those above it: <c>rayflow new node</c>.</summary>
    public static string Of(CommandResult command)
    {
        var names = new List<string>();
        for (var result = command; result is not null; result = result.Parent as CommandResult)
        {
            names.Add(result.Parent is null ? "rayflow" : result.Command.Name);
        }

        names.Reverse();
        return string.Join(' ', names);
    }
}
