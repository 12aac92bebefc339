namespace RayFlow.Grains.Nodes;

/// <summary>A piece of node code: an attempt up to where it first awaits, or from one such place to the next.</summary>
internal readonly record struct NodeWork(NodeLane Lane, Task Task);
