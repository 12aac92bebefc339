namespace RayFlow.Hosting;

/// <summary>What a process does between being asked to end and ending: it says that it will, while it still answers.</summary>
/// <param name="Begin">Says so from now on.</param>
/// <param name="Length">How long before it stops to answer.</param>
internal sealed record LeavingNotice(Action Begin, TimeSpan Length);
