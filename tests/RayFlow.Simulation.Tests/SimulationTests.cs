using System.Globalization;
using RayFlow.Simulation.Flows;
using RayFlow.Simulation.Mistakes;
using RayFlow.Simulation.Scenarios;
using Xunit;

namespace RayFlow.Simulation.Tests;

/// <summary>What seeds show: that the shell keeps its promises, that a seed does the same each time, and that it would be noticed otherwise.</summary>
public sealed class SimulationTests
{
    private const int ReportsTold = 3;

    /// <summary>In how many of the first seeds a mistake is to be found at least once.</summary>
    private const int MostForAMistake = 5_000;

    private static int Count => Environment.GetEnvironmentVariable("CI") is "true" or "1" ? 5_000 : 500;

    public static TheoryData<string> Planted { get; } = [.. Enum.GetNames<Mistake>().Where(name => name != nameof(Mistake.None))];

    [Fact]
    public void Seeds_WithFaults_KeepEveryPromise()
    {
        var bad = Seeds.Run(1, Count, most: ReportsTold);

        Assert.True(bad.Count == 0, string.Join("\n\n", bad.Select(result => Seed.Run(result.Seed, new FlowShelf(), keepsTrace: true).Report())));
    }

    [Fact]
    public void Seed_RunTwice_LeavesTheSameTrace()
    {
        for (var seed = 1L; seed <= 30; seed++)
        {
            var (once, again) = (Traced(seed), Traced(seed));

            Assert.Equal(once.Trace.Lines, again.Trace.Lines);
            Assert.Equal(once.Trace.Digest, again.Trace.Digest);
            Assert.Equal(once.Steps, again.Steps);
        }
    }

    [Fact]
    public void Seed_WhoseTraceIsNotKept_GoesTheSameWay()
    {
        for (var seed = 1L; seed <= 100; seed++)
        {
            var (kept, left) = (Traced(seed), Seed.Run(seed, Shelf));

            Assert.Equal((kept.Trace.Digest, kept.Trace.Count, kept.Steps), (left.Trace.Digest, left.Trace.Count, left.Steps));
        }
    }

    [Theory]
    [MemberData(nameof(Planted))]
    public void Mistake_PlantedBack_IsFound(string mistake)
    {
        var bad = Seeds.Run(1, MostForAMistake, most: 1, Enum.Parse<Mistake>(mistake));

        Assert.True(bad.Count > 0, string.Create(CultureInfo.InvariantCulture, $"{mistake} is found in none of {MostForAMistake:N0} seeds."));
        Assert.DoesNotContain(bad[0].Violations, violation => violation.StartsWith("simulation:", StringComparison.Ordinal));
    }

    private static FlowShelf Shelf { get; } = new();

    private static SeedResult Traced(long seed) => Seed.Run(seed, Shelf, keepsTrace: true);
}
