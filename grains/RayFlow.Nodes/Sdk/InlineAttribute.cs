namespace RayFlow.Nodes.Sdk;

/// <summary>
/// An effect node that touches nothing but its own run (its variables, its events) and never waits: the orchestrator makes the effect
/// itself, without a grain and without a commit, since a replay makes it again.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class InlineAttribute : Attribute;
