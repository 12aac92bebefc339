using RayFlow.Engine.Validation;
using RayFlow.Model.Flows;
using RayFlow.Nodes.Catalog;
using Xunit;

namespace RayFlow.Engine.Tests.Validation;

/// <summary>What the validator says of reads is compared with all runs that small random flows can take.</summary>
public class ExactnessTests
{
    private const int Rounds = 2000;

    [Fact]
    public void Validate_OfReadsAcrossBranches_ErrsInNeitherDirection()
    {
        var wrong = 0;
        for (var seed = 1; seed <= Rounds; seed++)
        {
            var flow = RandomFlow.WithBranches(new Random(seed));
            var ran = flow.AllRuns().ToList();
            var expected = flow.Reads.Where(read => !ran.Exists(run => run.HasValue[read.Source] && run.Ran[read.Target])).Select(read => read.Id);

            var found = Validate(flow).Where(problem => problem.Code == "RF405 read_never_produced").Select(problem => problem.EdgeId);

            Assert.True(expected.Order().SequenceEqual(found.Order()), $"Seed {seed}: expected {string.Join(", ", expected)}, found {string.Join(", ", found)}.\n{flow}");
            wrong += expected.Any() ? 1 : 0;
        }

        Assert.InRange(wrong, Rounds / 20, Rounds / 2);
    }

    [Fact]
    public void Validate_OfReadsInAnyDirection_ReportsExactlyTheFlowsThatGetStuck()
    {
        var stuck = 0;
        for (var seed = 1; seed <= Rounds; seed++)
        {
            var flow = RandomFlow.WithReadsInAnyDirection(new Random(seed));

            var found = Validate(flow).Where(problem => problem.Severity == Severity.Error).ToList();

            Assert.True(flow.GetsStuck() == found.Count > 0, $"Seed {seed}: stuck {flow.GetsStuck()}, found {string.Join("; ", found.Select(Draft.Line))}.\n{flow}");
            stuck += found.Count > 0 ? 1 : 0;
        }

        Assert.InRange(stuck, Rounds / 10, Rounds * 9 / 10);
    }

    [Fact]
    public void Validate_OfAFlowThatGetsStuck_NamesReadsWhoseRemovalFreesIt()
    {
        for (var seed = 1; seed <= Rounds / 4; seed++)
        {
            var flow = RandomFlow.WithReadsInAnyDirection(new Random(seed));
            for (var left = flow.Reads.Count; left >= 0; left--)
            {
                var named = Validate(flow).Where(problem => problem.Code is "RF404 data_cycle" or "RF405 read_never_produced").Select(problem => problem.EdgeId).ToHashSet();
                if (named.Count == 0)
                {
                    break;
                }

                flow = flow.Without(named!);
            }

            Assert.False(flow.GetsStuck(), $"Seed {seed}.\n{flow}");
        }
    }

    private static IReadOnlyList<FlowDiagnostic> Validate(RandomFlow flow) =>
        FlowValidator.Validate(flow.Document, NodeCatalog.BuiltIn.Types, FlowLimits.Default);
}
