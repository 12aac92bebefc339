namespace RayFlow.Engine.Validation;

/// <summary>An edge between two pins that exist.</summary>
/// <param name="Edge">The edge's index in the document.</param>
/// <param name="Source">The index of the node that it leaves.</param>
/// <param name="Target">The index of the node that it enters.</param>
/// <param name="Output">The exec handle, or the data output's name.</param>
/// <param name="Input">The exec handle, or the data input's name.</param>
internal readonly record struct Wire(int Edge, int Source, int Target, string Output, string Input);
