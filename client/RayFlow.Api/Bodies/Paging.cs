using System.Globalization;

namespace RayFlow.Api.Bodies;

/// <summary>How lists are asked for: <c>limit</c> and <c>cursor</c>.</summary>
internal static class Paging
{
    /// <summary>The largest page.</summary>
    public const int Largest = 1000;

    private const int Default = 50;

    public static int Limit(int? given) => given switch
    {
        null => Default,
        >= 1 and <= Largest => given.Value,
        _ => throw JsonBody.Invalid($"limit is a number from 1 to {Largest}, not {given}."),
    };

    /// <summary>A cursor that is a position.</summary>
    public static long Position(string? cursor) =>
        cursor is null ? 0
        : long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position
        : throw JsonBody.Invalid($"'{cursor}' is no cursor of this list. Send the next_cursor of the page before.");
}
