using System.CommandLine;
using System.Text.RegularExpressions;

namespace RayFlow.Cli.NewNode;

/// <summary><c>rayflow new node NAME</c>: writes the source file of a user node to begin with.</summary>
internal static partial class NewNodeCommand
{
    private static readonly Argument<string> Name = new("NAME") { Description = "The node's name, or CATEGORY/NAME; its type is CATEGORY_NAME" };
    private static readonly Option<string> Folder = new("--folder") { Description = "The folder of user nodes", HelpName = "DIR", DefaultValueFactory = _ => "nodes" };
    private static readonly Option<bool> Effect = new("--effect") { Description = "A node that touches the world, instead of one that computes" };

    public static Command Create()
    {
        var node = new Command("node", "Write nodes/CATEGORY/NAME.cs, a node of your own to begin with.") { Name, Folder, Effect };
        node.SetAction(Write);
        return new Command("new", "Make something to begin with.") { node };
    }

    private static int Write(ParseResult command)
    {
        var given = command.GetRequiredValue(Name);
        if (NamePattern().Match(given) is not { Success: true } match)
        {
            throw new CliException(ExitCode.Wrong, $"'{given}' cannot be a node's name: lower-case letters, digits and underscores, beginning with a letter, as NAME or CATEGORY/NAME.");
        }

        var category = match.Groups["category"] is { Success: true } group ? group.Value : "custom";
        var name = match.Groups["name"].Value;
        var path = Path.Combine(command.GetRequiredValue(Folder), category, name + ".cs");
        if (File.Exists(path))
        {
            throw new CliException(ExitCode.Wrong, $"{path} exists already.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var template = NodeTemplate.Read(command.GetValue(Effect) ? "effect" : "pure");
        File.WriteAllText(path, template.Replace("NodeName", NodeTemplate.ClassName(name), StringComparison.Ordinal).Replace("node label", NodeTemplate.Label(name), StringComparison.Ordinal));
        Console.WriteLine($"{path}: the node type is {category}_{name}. RayFlow compiles it when it starts.");
        return ExitCode.Done;
    }

    [GeneratedRegex("^((?<category>[a-z][a-z0-9_]*)/)?(?<name>[a-z][a-z0-9_]*)$")]
    private static partial Regex NamePattern();
}
