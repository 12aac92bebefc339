namespace RayFlow.Storage.States;

/// <summary>Names a grain state in the database.</summary>
internal readonly record struct StateKey(string GrainKey, string GrainType, string StateName);
