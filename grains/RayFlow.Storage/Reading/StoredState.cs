namespace RayFlow.Storage.Reading;

/// <summary>A grain state as the database has it.</summary>
internal sealed record StoredState(long ETag, byte[] Payload);
