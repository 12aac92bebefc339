using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Model.Nodes;

/// <summary>What an <see cref="InlineEffect"/> may use: the state of its own run and nothing else.</summary>
public interface IRunEffects
{
    /// <summary>The time of the run's last event, UTC: the same in every replay.</summary>
    DateTimeOffset Now { get; }

    /// <summary>All variables, in the order in which they came to be.</summary>
    ValueMap Variables { get; }

    /// <summary>Changes a variable and answers as <see cref="VariableChangeKind"/> says.</summary>
    /// <exception cref="NodeException"><c>unknown_variable</c>, <c>read_only_variable</c>, <c>type_mismatch</c>, <c>overflow</c>.</exception>
    Value Change(VariableChange change);

    /// <summary>Writes lines to the run's events.</summary>
    void Log(IReadOnlyList<LogLine> lines);
}
