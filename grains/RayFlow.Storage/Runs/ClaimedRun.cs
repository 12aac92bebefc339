namespace RayFlow.Storage.Runs;

/// <summary>A run whose silo was gone and that has another one now.</summary>
/// <param name="RunId">32 hexadecimal digits.</param>
/// <param name="IsWaiting">Whether it does nothing before its time or a signal comes, so that it need not be woken to go on.</param>
/// <param name="Takeovers">How often it was taken over since it last got on, this time included.</param>
public readonly record struct ClaimedRun(string RunId, bool IsWaiting, int Takeovers = 1);
