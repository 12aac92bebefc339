namespace RayFlow.Storage.Runs;

/// <summary>A waiting run and its time.</summary>
/// <param name="RunId">32 hexadecimal digits.</param>
/// <param name="WakeAt">When it must be woken, UTC.</param>
public readonly record struct DueRun(string RunId, DateTimeOffset WakeAt);
