namespace RayFlow.Storage.Runs;

/// <summary>A waiting run and its time.</summary>
/// <param name="RunId">32 hexadecimal digits.</param>
/// <param name="WakeAt">When it must be woken, UTC.</param>
/// <param name="Owner">The silo that sees to it; null: none does.</param>
public readonly record struct DueRun(string RunId, DateTimeOffset WakeAt, string? Owner = null);
