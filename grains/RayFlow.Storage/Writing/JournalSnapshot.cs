namespace RayFlow.Storage.Writing;

/// <summary>A snapshot on its way to the database.</summary>
/// <param name="Length">How many entries it covers.</param>
/// <param name="Payload">The folded state.</param>
internal sealed record JournalSnapshot(long Length, ReadOnlyMemory<byte> Payload);
