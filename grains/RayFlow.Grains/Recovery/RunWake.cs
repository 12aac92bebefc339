namespace RayFlow.Grains.Recovery;

/// <summary>A run that is to be woken now.</summary>
/// <param name="RunId">32 hexadecimal digits.</param>
/// <param name="Failures">How often it could not go on by a fault of its own since it last made progress.</param>
/// <param name="Reason">Why it could not the last time, as far as that is known here.</param>
internal readonly record struct RunWake(string RunId, int Failures, string? Reason);
