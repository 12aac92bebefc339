namespace RayFlow.Storage.Runs;

/// <summary>A run that has another owner now.</summary>
/// <param name="RunId">32 hexadecimal digits.</param>
/// <param name="StartedAt">When it was accepted, UTC: claims go by that.</param>
/// <param name="IsWaiting">Whether it does nothing before its time or a signal comes, so that it need not be woken to go on.</param>
/// <param name="Takeovers">How often it was taken over from a silo that died since it last got on, this time included.</param>
public readonly record struct ClaimedRun(string RunId, DateTimeOffset StartedAt, bool IsWaiting, int Takeovers);
