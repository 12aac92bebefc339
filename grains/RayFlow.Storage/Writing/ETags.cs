using System.Globalization;

namespace RayFlow.Storage.Writing;

/// <summary>
/// Numbers that say which state was read. They are drawn by chance rather than counted: a count begins again when a state
/// is cleared, and does not tell whether a stored state is our own after a commit without an answer.
/// </summary>
internal static class ETags
{
    public static long Next() => Random.Shared.NextInt64();

    public static long Parse(string etag) => long.Parse(etag, NumberStyles.None, CultureInfo.InvariantCulture);

    public static string? Format(long? etag) => etag?.ToString(CultureInfo.InvariantCulture);
}
