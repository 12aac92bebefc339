namespace RayFlow.Storage.Grouping;

/// <summary>How groups are made.</summary>
/// <param name="Connections">How many groups may be under way at the same time.</param>
/// <param name="Operations">At most this many in a group.</param>
/// <param name="Bytes">A group takes no further operation when it has this many bytes.</param>
/// <param name="QueuedBytes">Operations that wait or are under way take no more than this many bytes, or are one alone.</param>
/// <param name="Timeout">How long an operation waits for room, and for a database that is away.</param>
internal sealed record GroupLimits(int Connections, int Operations, long Bytes, long QueuedBytes, TimeSpan Timeout);
