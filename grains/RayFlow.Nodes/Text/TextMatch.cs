using System.Text.RegularExpressions;
using RayFlow.Model.Nodes;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Text;

[Node("string_match", Label = "Match", Icon = "regex",
    Description = "Searches the text for a regular expression (that of .NET, in linear time: without look-around, back references "
        + "and atomic groups). groups[0] is the whole match; a group that took no part is empty; without a match there "
        + "are none. Fails with bad_pattern.")]
internal sealed class TextMatch : PureNode
{
    [Input]
    public required string Text { get; set; }

    [Input]
    public required string Pattern { get; set; }

    [Output]
    public bool Matched { get; private set; }

    [Output]
    public string[] Groups { get; private set; } = [];

    public override void Evaluate()
    {
        var match = Search();
        Matched = match.Success;
        Groups = match.Success ? [.. match.Groups.Values.Select(group => group.Value)] : [];
    }

    private Match Search()
    {
        try
        {
            return Regex.Match(Text, Pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception bad) when (bad is ArgumentException or NotSupportedException)
        {
            throw new NodeException(NodeErrorCodes.BadPattern, $"The pattern cannot be used: {bad.Message}");
        }
    }
}
