using RayFlow.Engine.Planning;
using RayFlow.Engine.Running;
using RayFlow.Model.Nodes;

namespace RayFlow.Engine.Moments;

/// <summary>Where a run was in its life, over its time.</summary>
internal sealed class StageLog
{
    private readonly List<(long Sequence, RunStage Stage)> _changes = [];
    private int _busy;
    private int _waiting;
    private bool _isPaused;
    private OutcomeKind? _ended;

    /// <summary>Where it was after an event.</summary>
    public RunStage At(long sequence) => Ordered.After(_changes, static change => change.Sequence, sequence) is > 0 and var after ? _changes[after - 1].Stage : RunStage.Running;

    /// <summary>An instance has gone from one state to another.</summary>
    public void Move(long sequence, GraphNode node, InstanceState from, InstanceState to)
    {
        Count(node, from, -1);
        Count(node, to, 1);
        Note(sequence);
    }

    public void Pause(long sequence, bool isPaused)
    {
        _isPaused = isPaused;
        Note(sequence);
    }

    public void End(long sequence, OutcomeKind kind)
    {
        _ended = kind;
        Note(sequence);
    }

    /// <summary>A retry has taken the end back; what comes next notes the stage.</summary>
    public void Reopen() => (_ended, _isPaused) = (null, false);

    private void Count(GraphNode node, InstanceState state, int by)
    {
        // Owners of regions and of branches run as long as anything in these does.
        _busy += state == InstanceState.Ready || (state == InstanceState.Running && !node.OwnsRegions && node.Operation != ControlOperation.Sequence) ? by : 0;
        _waiting += state == InstanceState.Waiting ? by : 0;
    }

    private void Note(long sequence)
    {
        var stage = _ended switch
        {
            OutcomeKind.Completed => RunStage.Completed,
            OutcomeKind.Failed => RunStage.Failed,
            OutcomeKind.Cancelled => RunStage.Cancelled,
            _ when _isPaused => RunStage.Paused,
            _ => _busy == 0 && _waiting > 0 ? RunStage.Waiting : RunStage.Running,
        };
        if (_changes is [.., var last] && last.Sequence == sequence)
        {
            _changes[^1] = (sequence, stage);
        }
        else if (_changes is [] || _changes[^1].Stage != stage)
        {
            _changes.Add((sequence, stage));
        }
    }
}
