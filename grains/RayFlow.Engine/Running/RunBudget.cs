using System.Globalization;
using RayFlow.Engine.Planning;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>
/// What a run uses of what it may: memory for values, and computation since it last heard from outside. What is produced is added up as it comes;
/// only when that could be too much, what is really held is measured, so that nothing has to be given back.
/// </summary>
/// <remarks>
/// Whether a run is too large is not a part of its state: a restored run shares values otherwise than the one that wrote the journal. It is found
/// where steps are taken for the first time, and recorded as <see cref="Model.Runs.RunFaulted"/>; a replay only repeats.
/// </remarks>
internal sealed class RunBudget(RunState run)
{
    // Values that go round in a run do not lead to a measurement each time that it is near its limit.
    private const int Tolerance = 8;
    private const int CharactersPerStep = 256;
    private const long Unknown = 1L << 60;

    private long _measured;
    private long _since;
    private long _scratch;
    private long _computed;
    private long _stepsAtEvent;

    /// <summary>Why the run has to end; null: it need not.</summary>
    public NodeError? Excess { get; private set; }

    /// <summary>Whether steps are being taken that were taken before.</summary>
    public bool IsReplay { get; set; }

    /// <summary>Something came from outside: what is computed is counted from here.</summary>
    public void Begin() => (_stepsAtEvent, _computed) = (run.Steps, 0);

    /// <summary>What was found does not count: it was found in a replay.</summary>
    public void Forgive() => Excess = null;

    /// <summary>Nothing is known of what the run holds: it is measured before anything is added.</summary>
    public void Forget() => _since = Math.Min(run.Limits.MaxStateBytes, Unknown);

    /// <summary>A node's instance holds these values from now on; they are where they are held.</summary>
    public void Hold(GraphNode node, ReadOnlySpan<Value> values)
    {
        var characters = Characters(values);
        _computed += characters;
        Add(node, HeldValues.BytesOf(characters));
    }

    /// <inheritdoc cref="Hold(GraphNode, ReadOnlySpan{Value})"/>
    public void Hold(GraphNode node, Value value) => Hold(node, new ReadOnlySpan<Value>(in value));

    /// <summary>A frame of a node was opened.</summary>
    public void Hold(GraphNode owner, Frame frame) => Add(owner, HeldValues.BytesOf(frame));

    /// <summary>A gathering begins: what was computed for the one before is held no more.</summary>
    public void BeginGathering() => _scratch = 0;

    /// <summary>A free pure node was evaluated for the gathering that is under way.</summary>
    /// <exception cref="RunFaultException">The gathering holds more than a run may. It is given up before its step is taken, which a replay would have to repeat.</exception>
    public void Computed(GraphNode free, ReadOnlySpan<Value> outputs)
    {
        var characters = Characters(outputs);
        _computed += characters;
        _scratch += HeldValues.BytesOf(characters);
        if (_scratch <= run.Limits.MaxStateBytes || IsReplay)
        {
            return;
        }

        _scratch = HeldValues.MeasureScratch(run);
        if (_scratch > run.Limits.MaxStateBytes)
        {
            throw new RunFaultException(TooLarge(free, _scratch));
        }
    }

    /// <summary>A step was taken; it may have been one too many.</summary>
    public void Step(GraphNode? node)
    {
        if (run.Steps - _stepsAtEvent + (_computed / CharactersPerStep) > run.Limits.MaxStepsBetweenEvents)
        {
            Excess ??= new NodeError(
                "step_limit",
                string.Create(CultureInfo.InvariantCulture, $"The run has computed for {run.Limits.MaxStepsBetweenEvents:N0} steps without an event from outside, as many as it may (RayFlow:Runs:Limits:MaxStepsBetweenEvents)."),
                false,
                node?.Id);
        }
    }

    private void Add(GraphNode node, long bytes)
    {
        _since += bytes;
        if (_measured + _since > run.Limits.MaxStateBytes && _since > run.Limits.MaxStateBytes / Tolerance && !IsReplay)
        {
            (_measured, _since) = (HeldValues.Measure(run), 0);
            if (_measured > run.Limits.MaxStateBytes)
            {
                Excess ??= TooLarge(node, _measured);
            }
        }
    }

    private NodeError TooLarge(GraphNode node, long bytes) => new(
        "run_too_large",
        string.Create(CultureInfo.InvariantCulture, $"With what node '{node.Id}' added, the run holds about {bytes:N0} bytes of values; it may hold {run.Limits.MaxStateBytes:N0} (RayFlow:Runs:Limits:MaxStateBytes). Collect less, or keep large values outside."),
        false,
        node.Id);

    private static long Characters(ReadOnlySpan<Value> values)
    {
        var sum = 0L;
        foreach (ref readonly var value in values)
        {
            sum += Math.Min(value.Extent.Size, HeldValues.MostCharacters);
        }

        return sum;
    }
}
