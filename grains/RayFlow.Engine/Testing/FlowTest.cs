using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Testing;

/// <summary>A test of a flow: what the world says to it, and what is expected of it.</summary>
/// <param name="Name">What it is called; empty if it has no name.</param>
/// <param name="Inputs">START's inputs.</param>
/// <param name="Mocks">By an instance's path, or by a node's id, what the node gives: one answer for each attempt, the last for all further ones.</param>
/// <param name="Signals">The signals that come, with the seconds after the start.</param>
/// <param name="Expect">What is expected, as in the test's file.</param>
/// <param name="At">When virtual time begins, UTC.</param>
public sealed record FlowTest(
    string Name, ValueMap Inputs, IReadOnlyDictionary<string, IReadOnlyList<MockAnswer>> Mocks, IReadOnlyList<TestSignal> Signals, ValueMap Expect, DateTimeOffset At);

/// <summary>What a node gives in a test: outputs, or an error.</summary>
/// <param name="Outputs">By name; empty with an error.</param>
/// <param name="Error">Why the attempt fails; null: it succeeds.</param>
public sealed record MockAnswer(ValueMap Outputs, NodeError? Error = null);

/// <summary>A signal that comes in a test.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Payload">Its payload.</param>
/// <param name="AfterSeconds">When it comes, in seconds of virtual time after the start.</param>
public sealed record TestSignal(string Name, Value Payload, double AfterSeconds);

/// <summary>What a test came to.</summary>
/// <param name="Seconds">How long the run took, in seconds of virtual time.</param>
/// <param name="Differences">Where it came to something else than expected; none: it passed.</param>
/// <param name="History">What became of each node instance, in the order in which they started.</param>
public sealed record TestOutcome(double Seconds, IReadOnlyList<TestDifference> Differences, IReadOnlyList<TestedInstance> History)
{
    /// <summary>Whether everything came as expected.</summary>
    public bool Passed => Differences.Count == 0;
}

/// <summary>Something that came otherwise than expected.</summary>
/// <param name="Path">What was expected: a JSON pointer into the test.</param>
/// <param name="Expected">What the test says.</param>
/// <param name="Actual">What came; null: nothing.</param>
/// <param name="NodeId">The node where the ways parted; null: none in particular.</param>
/// <param name="Frame">Its frame.</param>
public sealed record TestDifference(string Path, Value Expected, Value Actual, string? NodeId = null, string? Frame = null);

/// <summary>What became of a node instance in a test.</summary>
/// <param name="NodeId">The node.</param>
/// <param name="Frame">The path of its frame.</param>
/// <param name="State"><c>running</c>, <c>completed</c>, <c>failed</c>, <c>skipped</c> or <c>cancelled</c>.</param>
/// <param name="Inputs">What it read; null: it did not fire.</param>
/// <param name="Outputs">What it gave; null: it did not complete.</param>
/// <param name="Error">Why it failed; null: it did not.</param>
public sealed record TestedInstance(string NodeId, string Frame, string State, ValueMap? Inputs, ValueMap? Outputs, NodeError? Error);
