using RayFlow.Model.Values;

namespace RayFlow.Engine.Running;

/// <summary>How far a loop is.</summary>
internal sealed class LoopProgress
{
    /// <summary>The items of a for-each; null for the others.</summary>
    public ValueList? Items { get; init; }

    /// <summary>The first number of a for-range.</summary>
    public long Start { get; init; }

    /// <summary>The step of a for-range.</summary>
    public long Step { get; init; }

    /// <summary>How many turns there are; for a while-loop how many there may be.</summary>
    public required long Total { get; init; }

    /// <summary>How many turns may run at once.</summary>
    public required int Concurrency { get; init; }

    /// <summary>The next turn to start.</summary>
    public long Next { get; set; }

    /// <summary>Turns that have started and not settled.</summary>
    public int Running { get; set; }

    /// <summary>No further turn starts: a break, an error, or a while-loop whose condition no longer holds.</summary>
    public bool Stopped { get; set; }

    /// <summary>The error that the loop fails with when its turns have settled.</summary>
    public RaisedError? Raised { get; set; }

    /// <summary>The turns' values by turn; null where a turn adds nothing. Null without a collect edge.</summary>
    public List<Value?>? Collected
    {
        get;
        init
        {
            field = value;
            CollectedBytes = value?.Sum(HeldValues.BytesOf) ?? 0;
        }
    }

    /// <summary>What was collected takes so much in memory, about.</summary>
    public long CollectedBytes { get; private set; }

    /// <summary>Adds a turn's value to what was collected.</summary>
    public void Collect(long turn, Value value)
    {
        while (Collected!.Count <= turn)
        {
            Collected.Add(null);
        }

        Collected[(int)turn] = value;
        CollectedBytes += HeldValues.BytesOf((Value?)value);
    }

    /// <summary>A turn's item; for a loop without items its number.</summary>
    public Value Element(long turn) => Items is { } items ? items[(int)turn] : Start + (turn * Step);
}
