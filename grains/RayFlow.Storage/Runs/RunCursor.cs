using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace RayFlow.Storage.Runs;

/// <summary>The last run of a page: the next page begins after it, whatever was added meanwhile.</summary>
internal sealed record RunCursor(DateTimeOffset StartedAt, Guid RunId)
{
    /// <exception cref="FormatException">It is not a cursor of ours.</exception>
    public static RunCursor Parse(string text)
    {
        if (Base64Url.IsValid(text, out var length) && length == 33 + 16)
        {
            var plain = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text));
            if (long.TryParse(plain.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var ticks)
                && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.Ticks
                && Guid.TryParseExact(plain.AsSpan(17), "N", out var runId))
            {
                return new RunCursor(new DateTimeOffset(ticks, TimeSpan.Zero), runId);
            }
        }

        throw new FormatException($"'{text}' is not a cursor. Pass the next_cursor of the page before, or none.");
    }

    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{StartedAt.UtcTicks:x16}.{RunId:N}")));
}
