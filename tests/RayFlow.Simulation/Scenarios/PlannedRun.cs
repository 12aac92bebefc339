using RayFlow.Model.Flows;
using RayFlow.Model.Values;
using RayFlow.Simulation.Flows;

namespace RayFlow.Simulation.Scenarios;

/// <summary>A run that somebody asks for.</summary>
/// <param name="id">Its id.</param>
/// <param name="flow">Its flow.</param>
/// <param name="input">Its input.</param>
/// <param name="strategy">The default of its nodes' policies.</param>
/// <param name="timeout">Its deadline in seconds; null: none.</param>
internal sealed class PlannedRun(string id, ShelfFlow flow, Value input, OnError strategy, double? timeout)
{
    public string Id => id;

    public ShelfFlow Flow => flow;

    public Value Input => input;

    public OnError Strategy => strategy;

    public double? Timeout => timeout;

    /// <summary>Whether somebody does more than start, signal and watch it, so that it may end otherwise than by itself.</summary>
    public bool IsDisturbed { get; set; }
}
