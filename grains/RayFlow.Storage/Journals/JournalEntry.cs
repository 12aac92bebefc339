namespace RayFlow.Storage.Journals;

/// <summary>One committed entry of a run's journal.</summary>
/// <param name="Sequence">Its place in the journal, from 1, without gaps.</param>
/// <param name="Payload">What was appended, byte for byte.</param>
public readonly record struct JournalEntry(long Sequence, ReadOnlyMemory<byte> Payload);
