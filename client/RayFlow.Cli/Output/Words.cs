using System.Globalization;

namespace RayFlow.Cli.Output;

/// <summary>Times as people write and read them.</summary>
internal static class Words
{
    /// <summary>Seconds as <c>3.1 ms</c>, <c>2.5 s</c>, <c>4 min 10 s</c>.</summary>
    public static string Duration(double seconds) => seconds switch
    {
        < 0.001 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e6:0} µs"),
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:0.#} ms"),
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.##} s"),
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{(int)seconds / 60} min {(int)seconds % 60} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)(seconds / 3600)} h {(int)(seconds / 60) % 60} min"),
    };

    /// <summary>Reads <c>--since</c>: a time such as <c>90s</c>, <c>15m</c>, <c>1h</c>, <c>2d</c> before now, or a moment in ISO 8601.</summary>
    public static DateTimeOffset Since(string text, DateTimeOffset now)
    {
        if (text.Length > 1 && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
        {
            double? seconds = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, 'w' => 604800, _ => null };
            if (seconds is { } unit && amount * unit < 3e9)
            {
                return now.AddSeconds(-amount * unit);
            }
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal | DateTimeStyles.AdjustToUniversal, out var moment)
            ? moment
            : throw new CliException(ExitCode.Wrong, $"--since is a time before now such as 90s, 15m, 1h or 2d, or a moment such as 2025-01-31T08:00, not '{text}'.");
    }
}
