using Orleans.Storage;

namespace RayFlow.Storage.Writing;

/// <summary>Writes that found a run of another length than they expect.</summary>
internal static class Conflicts
{
    public static InconsistentStateException Of(JournalWrite write, long stored) =>
        new(
            $"The journal of run '{write.RunId:N}' has {stored} entries in the database and was to be continued after {write.Batch.ExpectedLength}: {Why(write, stored)}. This activation has to be given up.",
            ETags.Format(stored),
            ETags.Format(write.Batch.ExpectedLength));

    private static string Why(JournalWrite write, long stored) => write.Batch.Origin is { } origin && stored == 0
        ? $"the run '{origin}', whose past it was to have, was deleted"
        : stored < write.Batch.ExpectedLength
        ? "it was deleted, or the database is one that was restored or has lost its last commits"
        : "another activation has written it";
}
