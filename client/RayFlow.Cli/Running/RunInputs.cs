using System.Text.Json;
using RayFlow.Model.Values;

namespace RayFlow.Cli.Running;

/// <summary>START's inputs as the command line gives them.</summary>
internal static class RunInputs
{
    /// <summary>The inputs of a file, and over them those given one by one as <c>name=value</c>. A value is JSON if it parses, else text.</summary>
    public static ValueMap Read(FileInfo? file, IEnumerable<string> single)
    {
        var inputs = new ValueMap.Builder(file is null ? ValueMap.Empty : ReadFile(file));
        foreach (var given in single)
        {
            var (name, value) = Split(given);
            inputs.Set(name, value);
        }

        return inputs.Build();
    }

    private static (string Name, Value Value) Split(string given)
    {
        var at = given.IndexOf('=', StringComparison.Ordinal);
        return at > 0
            ? (given[..at], ValueOf(given[(at + 1)..]))
            : throw new CliException(ExitCode.Wrong, $"--input is NAME=VALUE, not '{given}'.");
    }

    private static Value ValueOf(string text)
    {
        try
        {
            return ValueJson.Parse(text);
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
