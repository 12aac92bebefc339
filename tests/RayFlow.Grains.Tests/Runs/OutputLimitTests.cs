using RayFlow.Grains.Runs;
using RayFlow.Model.Runs;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Tests.Runs;

public sealed class OutputLimitTests
{
    private const int Most = 10_000;

    [Fact]
    public void Outputs_WithinTheLimit_AreTakenHoweverMuchWasLogged()
    {
        var completed = Completed(100) with { Log = [.. Enumerable.Repeat(new LogLine(DateTimeOffset.UnixEpoch, "info", new string('x', 8_000)), 1_000)] };

        Assert.Same(completed, OutputLimit.Apply(completed, Most));
    }

    [Theory]
    [InlineData(9_989, false)]
    [InlineData(9_990, true)]
    public void Outputs_AreMeasuredAsTheirJson(int length, bool isTooLarge) => Assert.Equal(isTooLarge, OutputLimit.Apply(Completed(length), Most) is NodeFailed { Error.Code: "value_too_large" });

    private static NodeCompleted Completed(int length) => new() { At = DateTimeOffset.UnixEpoch, Frame = 0, Node = 1, Attempt = 1, Outputs = ValueMap.Of(("text", new string('x', length))) };
}
