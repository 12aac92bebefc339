using RayFlow.Grains.Runs;
using RayFlow.Testing.Clusters;

namespace RayFlow.Grains.Tests.Runs;

/// <summary>What counts as late, and so is asked for before it is begun.</summary>
public sealed class HandOverTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    [InlineData(1, false)]
    [InlineData(-1.5, true)]
    [InlineData(1.5, true)] // the receiver's clock went back, or the sender's is ahead: nobody knows
    [InlineData(-3600, true)]
    public void HandOver_IsLateByMoreThanClocksDiffer(double seconds, bool isLate)
    {
        var clock = new ManualClock();

        Assert.Equal(isLate, HandOver.IsLate(clock.GetUtcNow().AddSeconds(seconds), clock));
    }

    [Fact]
    public void HandOver_MadeAgain_IsLateWhereverAndWheneverItArrives()
    {
        var clock = new ManualClock();
        Assert.True(HandOver.IsLate(HandOver.Again, clock));

        clock.Advance(TimeSpan.FromDays(3650));
        Assert.True(HandOver.IsLate(HandOver.Again, clock));
    }

    [Fact]
    public void HandOver_ByAVersionThatDoesNotSayWhen_IsFresh() => Assert.False(HandOver.IsLate(null, new ManualClock()));
}
