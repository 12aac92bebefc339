namespace RayFlow.Model.Nodes;

/// <summary>Why a user node cannot be used.</summary>
/// <param name="File">The source file or assembly, relative to its root.</param>
/// <param name="Line">From 1; 0 if there is none.</param>
/// <param name="Column">From 1; 0 if there is none.</param>
/// <param name="Message">What is wrong.</param>
public sealed record NodeProblem(string File, int Line, int Column, string Message);
