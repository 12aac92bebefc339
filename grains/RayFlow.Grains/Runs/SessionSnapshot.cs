using System.Globalization;
using RayFlow.Engine.Snapshots;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Runs;

/// <summary>What a snapshot has beside the engine's state: what the run is a run of, when it started, how its events are numbered and what its nodes took.</summary>
/// <param name="Header">What it is a run of: the journal's first entry.</param>
/// <param name="StartedAt">When it was accepted, UTC.</param>
/// <param name="Timeline">What <see cref="RunTimeline.Save"/> gave.</param>
/// <param name="JournalBytes">The bytes of the journal so far, with its large values; 0 in snapshots of versions that did not say it.</param>
internal sealed record SessionSnapshot(RunHeader Header, DateTimeOffset StartedAt, ValueMap Timeline, long JournalBytes)
{
    private const long Format = 1;

    /// <summary>As JSON.</summary>
    public byte[] Encode() => ValueJson.ToUtf8(ValueMap.Of(
        ("format", Format),
        ("header", JournalDecoder.Parse(HeaderCodec.Encode(Header))),
        ("started", StartedAt.ToString("O", CultureInfo.InvariantCulture)),
        ("timeline", Timeline),
        ("journal_bytes", JournalBytes)));

    /// <summary>Reads what <see cref="Encode"/> has written.</summary>
    /// <exception cref="SnapshotUnusableException">Another version wrote it.</exception>
    public static SessionSnapshot Decode(ReadOnlySpan<byte> json)
    {
        var map = ValueJson.Parse(json).AsDict();
        return map["format"].AsInt() == Format
            ? new SessionSnapshot(
                HeaderCodec.Decode(map["header"].AsDict()),
                DateTimeOffset.Parse(map["started"].AsStr(), CultureInfo.InvariantCulture),
                map["timeline"].AsDict(),
                map.TryGetValue("journal_bytes", out var bytes) ? bytes.AsInt() : 0)
            : throw new SnapshotUnusableException($"What is beside the snapshot has format {map["format"].AsInt()}; this version reads format {Format}.");
    }
}
