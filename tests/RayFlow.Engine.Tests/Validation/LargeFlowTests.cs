using System.Diagnostics;
using RayFlow.Engine.Validation;
using RayFlow.Model.Flows;
using RayFlow.Nodes.Catalog;
using Xunit;

namespace RayFlow.Engine.Tests.Validation;

/// <summary>Flows as large as they may be, in the shapes that cost recursion its stack and a careless search its afternoon.</summary>
public class LargeFlowTests
{
    // A quadratic step takes minutes at this size, a linear one well under a second.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void Validate_OfAChainOfTenThousandNodes_FindsNothing() =>
        Assert.Empty(Validate(Lines(i => $"n{i} log", i => $"{Before(i)} > n{i}", i => i == 0 ? "" : $"n{i - 1}.value > n{i}.value", first: "n0 log {\"inputValues\":{\"value\":1}}")));

    [Fact]
    public void Validate_OfAChainOfPureNodes_FindsNothing() =>
        Assert.Empty(Validate(Lines(i => $"n{i} convert_str", i => i == 0 ? "" : $"n{i - 1}.result > n{i}.value", _ => "", first: "n0 convert_str {\"inputValues\":{\"value\":1}}") + "\nstart > ret\nn9996.result > ret.x"));

    [Fact]
    public void Validate_OfLoopsInLoops_FindsNothing() => Assert.Empty(Validate(
        Lines(i => $"n{i} flow_for_range {{\"inputValues\":{{\"stop\":1}}}}", i => i == 0 ? "start > n0" : $"n{i - 1}.exec-body > n{i}", _ => "") + "\nn0.exec-completed > ret"));

    [Fact]
    public void Validate_OfSequencesInSequences_FindsOnlyTheWrongReads()
    {
        var found = Validate(Lines(
            i => i % 2 == 0 ? $"n{i} flow_sequence {{\"constantValues\":{{\"COUNT\":2}}}}" : $"n{i} log {{\"inputValues\":{{\"value\":1}}}}",
            i => i == 0 ? "start > n0" : i % 2 == 0 ? $"n{i - 2}.exec-0 > n{i}" : $"n{i - 1}.exec-1 > n{i}",
            i => i % 2 == 1 && i > 2 ? $"n{i - 2}.value > n{i}.value" : "") + "\nstart > ret");

        Assert.Equal(4997, found.Count);
        Assert.Equal("'n3' reads 'n1.value', but it is on 'n0.exec-0', which settles before 'exec-1' starts, where 'n1' runs. Swap the branches, or read from an earlier one.", found[0].Message);
    }

    [Fact]
    public void Validate_OfACircleOfExecEdges_NamesItShortly()
    {
        var found = Validate(Lines(i => $"n{i} log {{\"inputValues\":{{\"value\":1}}}}", i => $"{Before(i)} > n{i}", _ => "") + "\nn9996 > n0");

        var circle = Assert.Single(found);
        Assert.Equal("RF403 exec_cycle", circle.Code);
        Assert.Contains("n0 → n1 → n2 → n3 → n4 → n5 → n6 → n7 → … 9,982 more … → n9990 → n9991", circle.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_OfManySmallCircles_NamesEach()
    {
        var found = Validate(Lines(i => $"n{i} convert_str", i => $"n{i}.result > n{i ^ 1}.value", _ => "", count: 9996) + "\nstart > ret");

        Assert.Equal(4998, found.Count(problem => problem.Code == "RF404 data_cycle"));
    }

    [Fact]
    public void Validate_OfAChainWhereEveryNodeReadsTheLast_NamesEachRead()
    {
        var found = Validate(Lines(i => $"n{i} log", i => $"{Before(i)} > n{i}", i => i < 9996 ? $"n9996.value > n{i}.value" : "", last: "n9996 log {\"inputValues\":{\"value\":1}}"));

        Assert.Equal(9996, found.Count(problem => problem.Code == "RF405 read_never_produced"));
    }

    [Fact]
    public void Validate_OfBranchesThatJoinAgainAndAgain_FindsNothing() => Assert.Empty(Validate(Lines(
        i => (i % 3) switch { 0 => $"n{i} logic_if {{\"inputValues\":{{\"condition\":true}}}}", 1 => $"n{i} log {{\"inputValues\":{{\"value\":1}}}}", _ => $"n{i} data_list_make" },
        i => (i % 3) switch { 0 => $"{Before(i)} > n{i}", 1 => $"n{i - 1}.exec-true > n{i} > n{i + 1}", _ => $"n{i - 2}.exec-false > n{i}" },
        i => i % 3 == 2 ? $"n{i - 1}.value > n{i}.a\nn1.value > n{i}.b" : "",
        count: 9996) + "\nn9995 > ret"));

    [Fact]
    public void Validate_OfPureNodesThatThousandsRead_FindsNothing() => Assert.Empty(Validate(Lines(
        i => i < 5000 ? $"n{i} data_list_make" : $"n{i} log",
        i => i < 5000 ? "" : i == 5000 ? "start > n5000" : $"n{i - 1} > n{i}",
        i => i is 0 ? "" : i < 5000 ? $"n{i - 1}.list > n{i}.a" : $"n4999.list > n{i}.value")));

    private static string Before(int node) => node == 0 ? "start" : $"n{node - 1}";

    private static string Lines(Func<int, string> node, Func<int, string> exec, Func<int, string> data, int count = 9997, string? first = null, string? last = null)
    {
        var all = Enumerable.Range(0, count).ToList();
        var nodes = all.Select(i => i == 0 && first is not null ? first : i == count - 1 && last is not null ? last : node(i));
        return string.Join('\n', ["start start", "ret return", .. nodes, .. all.Select(exec), .. all.Select(data)]);
    }

    private static IReadOnlyList<FlowDiagnostic> Validate(string text)
    {
        if (!text.Contains(" > ret", StringComparison.Ordinal))
        {
            text += "\nn9996 > ret";
        }

        var document = Draft.Parse(text);
        var clock = Stopwatch.StartNew();
        var found = FlowValidator.Validate(document, NodeCatalog.BuiltIn.Types, FlowLimits.Default);
        Assert.True(clock.Elapsed < Patience, $"It took {clock.Elapsed}.");
        return found;
    }
}
