namespace Orleans.Tests.Reminders;

/// <summary>What reminders do, wherever they are kept. The clusters' reminders live by a clock that the tests move.</summary>
public abstract class ReminderTests(Func<IClusterClient> client, ManualTime time)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly string _key = SharedCluster.NewKey();

    private IRemindedGrain Grain => client().GetGrain<IRemindedGrain>(_key);

    [Fact]
    public async Task Reminder_Due_ReachesItsGrain_ThoughItWasDeactivated()
    {
        await Grain.Remind("soon", TimeSpan.FromMinutes(3), Hour);
        await Grain.Leave();

        await PassMinutes(3);

        await Gates.Reached($"{_key}/soon/1");
    }

    [Fact]
    public async Task Reminder_RegisteredAgain_IsUpdated()
    {
        await Grain.Remind("later", Hour, Hour);
        await Grain.Remind("later", TimeSpan.FromMinutes(4), Hour);

        await PassMinutes(4);

        await Gates.Reached($"{_key}/later/1");
        Assert.Equal(["later"], await Grain.Reminders());
    }

    [Fact]
    public async Task Reminder_Unregistered_IsGone()
    {
        await Grain.Remind("one", Hour, Hour);
        await Grain.Remind("two", Hour, Hour);

        await Grain.Stop("one");

        Assert.Equal(["two"], await Grain.Reminders());
        Assert.False(await Grain.Has("one"));
        Assert.True(await Grain.Has("two"));
    }

    [Fact]
    public async Task Reminder_WithTooShortAPeriod_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Grain.Remind("fast", Hour, TimeSpan.FromSeconds(1)));

    private async Task PassMinutes(int minutes)
    {
        await time.UntilDueIn(TimeSpan.FromMinutes(minutes));
        time.Advance(TimeSpan.FromMinutes(minutes));
    }
}
