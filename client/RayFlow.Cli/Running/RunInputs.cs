using System.Text.Json;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Cli.Running;

/// <summary>START's inputs as the command line gives them.</summary>
internal static class RunInputs
{
    /// <summary>The inputs of a file, and over them those given one by one as <c>name=value</c>.</summary>
    /// <param name="file">A JSON object with inputs; null if there is none.</param>
    /// <param name="single">One input each. A value is JSON if it parses, else text; what is declared as text is text, though it be digits.</param>
    /// <param name="declared">The types that START declares.</param>
    public static ValueMap Read(FileInfo? file, IEnumerable<string> single, IReadOnlyDictionary<string, PinType> declared)
    {
        var inputs = new ValueMap.Builder(file is null ? ValueMap.Empty : ReadFile(file));
        foreach (var given in single)
        {
            var (name, text) = Split(given);
            inputs.Set(name, ValueOf(text, declared.GetValueOrDefault(name)));
        }

        return inputs.Build();
    }

    private static (string Name, string Text) Split(string given)
    {
        var at = given.IndexOf('=', StringComparison.Ordinal);
        return at > 0
            ? (given[..at], given[(at + 1)..])
            : throw new CliException(ExitCode.Wrong, $"--input is NAME=VALUE, not '{given}'.");
    }

    private static Value ValueOf(string text, PinType? type)
    {
        try
        {
            var value = ValueJson.Parse(text);
            return type?.Name == PinTypeName.Str && value.Kind != ValueKind.Str ? text : value;
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private static ValueMap ReadFile(FileInfo file)
    {
        try
        {
            return ValueJson.Parse(TextFile.Read(file.ToString())) is { Kind: ValueKind.Dict } value
                ? value.AsDict()
                : throw new CliException(ExitCode.Wrong, $"{file} must hold a JSON object with the inputs.");
        }
        catch (JsonException error)
        {
            throw new CliException(ExitCode.Wrong, $"{file} is not JSON: {error.Message}");
        }
    }
}
