using System.Collections.Immutable;
using Orleans.Serialization;

namespace Orleans.Tests.Serialization;

public sealed class SupportedTypeTests(SharedCluster cluster) : IClassFixture<SharedCluster>
{
    private readonly IKeeperGrain _grain = cluster.Client.GetGrain<IKeeperGrain>(SharedCluster.NewKey());

    [Fact]
    public async Task EverythingThatTravels_Arrives()
    {
        var sent = new Everything
        {
            Guid = Guid.NewGuid(),
            Span = TimeSpan.FromSeconds(3),
            Bytes = [1, 2, 3],
            Tuple = (4, ["five"]),
            Numbers = ImmutableDictionary<string, int>.Empty.Add("six", 6),
            People = [new Person { Name = "seven" }],
            Day = DayOfWeek.Friday,
            Set = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "eight" },
            Grid = new[,] { { 1, 2 }, { 3, 4 } },
            Anything = new List<object?> { 1, "two", null, new Point(3, 4) },
            Uri = new Uri("http://localhost/"),
            Pair = new("nine", [9]),
            Queue = new Queue<Point>([new Point(1, 1), new Point(2, 2)]),
            Memory = new byte[] { 10 },
        };

        await _grain.Keep(sent);
        sent.Bytes[0] = 0;
        sent.Tuple.Texts.Clear();
        sent.Pair.Value.Clear();
        sent.People[0].Name = "changed";

        var kept = Assert.IsType<Everything>(await _grain.Kept());
        Assert.Equal(sent.Guid, kept.Guid);
        Assert.Equal(sent.Span, kept.Span);
        Assert.Equal([1, 2, 3], kept.Bytes!);
        Assert.Equal((4, "five"), (kept.Tuple.Number, Assert.Single(kept.Tuple.Texts)));
        Assert.Equal(6, kept.Numbers["six"]);
        Assert.Equal("seven", Assert.Single(kept.People).Name);
        Assert.Equal(DayOfWeek.Friday, kept.Day);
        Assert.Contains("EIGHT", kept.Set);
        Assert.Equal(4, kept.Grid![1, 1]);
        Assert.Equal(new List<object?> { 1, "two", null, new Point(3, 4) }, kept.Anything);
        Assert.Equal(sent.Uri, kept.Uri);
        Assert.Equal(9, Assert.Single(kept.Pair.Value));
        Assert.Equal([new Point(1, 1), new Point(2, 2)], kept.Queue);
        Assert.Equal(10, kept.Memory.Span[0]);
    }

    [Fact]
    public async Task GenericMessage_Arrives()
    {
        var page = new Page<Point>([new Point(1, 2)], new Point(3, 4));

        await _grain.Keep(page);
        page.Items.Clear();

        var kept = Assert.IsType<Page<Point>>(await _grain.Kept());
        Assert.Equal(new Point(1, 2), Assert.Single(kept.Items));
        Assert.Equal(new Point(3, 4), kept.Last);
    }

    [Fact]
    public async Task Converter_CarriesATypeThatIsNotMarked()
    {
        var money = new Money(5, "EUR", ["earned"]);

        await _grain.KeepMoney(money);
        money.History.Clear();

        var kept = Assert.IsType<Money>(await _grain.Kept());
        Assert.Equal((5, "EUR"), (kept.Amount, kept.Currency));
        Assert.Equal("earned", Assert.Single(kept.History));
    }

    [Fact]
    public async Task Type_WithoutSerializer_IsRefusedAsArgument() =>
        await Assert.ThrowsAsync<CodecNotFoundException>(async () => await cluster.Client.GetGrain<IUnmarkedGrain>("any").Take(new Unmarked()));

    [Fact]
    public async Task Type_WithoutSerializer_IsRefusedInsideAnObject() =>
        await Assert.ThrowsAsync<CodecNotFoundException>(async () => await _grain.Keep(new List<object> { new Unmarked() }));

    [Fact]
    public async Task Type_WithoutSerializer_IsRefusedAsResult() =>
        await Assert.ThrowsAsync<CodecNotFoundException>(async () => await cluster.Client.GetGrain<IUnmarkedGrain>("any").Give());

    [Fact]
    public async Task CollectionWithoutSerializer_KnownByItsInterface_ArrivesAsAList()
    {
        await _grain.KeepNames(new[] { "b", "a" }.Order().ToArray().AsReadOnly());
        Assert.Equal(["a", "b"], Assert.IsAssignableFrom<IReadOnlyList<string>>(await _grain.Kept()));

        // The compiler's own class for a collection expression of an interface type.
        await _grain.KeepNames(["c", "d"]);
        Assert.Equal(["c", "d"], Assert.IsAssignableFrom<IReadOnlyList<string>>(await _grain.Kept()));
    }
}
