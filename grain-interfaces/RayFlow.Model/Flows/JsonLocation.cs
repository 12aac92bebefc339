namespace RayFlow.Model.Flows;

/// <summary>A place in a text.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in UTF-16 units as .NET strings and editors count.</param>
/// <param name="Length">How many units of that line belong to it, at least 1.</param>
public readonly record struct JsonLocation(int Line, int Column, int Length);
