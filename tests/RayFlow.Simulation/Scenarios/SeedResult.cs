using RayFlow.Simulation.Scheduling;

namespace RayFlow.Simulation.Scenarios;

/// <summary>What came of a seed.</summary>
/// <param name="Seed">Which.</param>
/// <param name="Violations">What is not as promised.</param>
/// <param name="Faults">What went wrong.</param>
/// <param name="Steps">Turns that were run.</param>
/// <param name="Effects">Effects that were made.</param>
/// <param name="Trace">What happened.</param>
internal sealed record SeedResult(long Seed, IReadOnlyList<string> Violations, string Faults, long Steps, int Effects, Trace Trace)
{
    private const int LinesTold = 60;

    /// <summary>Whether everything is as promised.</summary>
    public bool IsGood => Violations.Count == 0;

    /// <summary>What is needed to see why: the seed, what is not as promised, the last lines, and how to repeat it.</summary>
    public string Report() => $"""
        Seed {Seed}: {Faults}. {Steps} turns, {Effects} effects.
        {string.Join('\n', Violations)}
        {string.Join('\n', Trace.Lines.TakeLast(LinesTold))}
        Again: ./rayflow simulate --seed {Seed} --trace
        """;
}
