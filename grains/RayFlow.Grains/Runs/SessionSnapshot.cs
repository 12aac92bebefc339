using System.Globalization;
using RayFlow.Engine.Snapshots;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Runs;

/// <summary>What a snapshot has beside the engine's state: what the run is a run of, when it started, how its events are numbered and what its nodes took.</summary>
/// <param name="Header">What it is a run of: the journal's first entry.</param>
/// <param name="StartedAt">When it was accepted, UTC.</param>
/// <param name="Timeline">What <see cref="RunTimeline.Save"/> gave.</param>
internal sealed record SessionSnapshot(RunHeader Header, DateTimeOffset StartedAt, ValueMap Timeline)
{
    private const long Format = 1;

    /// <summary>As JSON.</summary>
    public byte[] Encode() => ValueJson.ToUtf8(ValueMap.Of(
        ("format", Format),
        ("header", JournalDecoder.Parse(JournalEncoder.Encode(Header))),
        ("started", StartedAt.ToString("O", CultureInfo.InvariantCulture)),
        ("timeline", Timeline)));

    /// <summary>Reads what <see cref="Encode"/> has written.</summary>
    /// <exception cref="SnapshotUnusableException">Another version wrote it.</exception>
    public static SessionSnapshot Decode(ReadOnlySpan<byte> json)
    {
        var map = ValueJson.Parse(json).AsDict();
        return map["format"].AsInt() == Format
            ? new SessionSnapshot(
                JournalDecoder.DecodeHeader(map["header"].AsDict()),
                DateTimeOffset.Parse(map["started"].AsStr(), CultureInfo.InvariantCulture),
                map["timeline"].AsDict())
            : throw new SnapshotUnusableException($"What is beside the snapshot has format {map["format"].AsInt()}; this version reads format {Format}.");
    }
}
