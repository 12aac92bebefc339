namespace Orleans.Tests.Serialization;

public sealed class CopyTests(SharedCluster cluster) : IClassFixture<SharedCluster>
{
    private readonly IKeeperGrain _grain = cluster.Client.GetGrain<IKeeperGrain>(SharedCluster.NewKey());

    [Fact]
    public async Task Argument_ChangedByTheCallerAfterwards_IsNotChangedInTheGrain()
    {
        var person = new Person { Name = "Ada", Friends = { new Person { Name = "Charles" } } };
        person.Visit();

        await _grain.KeepPerson(person);
        person.Name = "changed";
        person.Friends[0].Name = "changed";
        person.Friends.Clear();
        person.Visit();

        var kept = await _grain.Person();
        Assert.Equal("Ada", kept.Name);
        Assert.Equal("Charles", Assert.Single(kept.Friends).Name);
        Assert.Equal(1, kept.Visits);
    }

    [Fact]
    public async Task Result_ChangedByTheCaller_IsNotChangedInTheGrain()
    {
        await _grain.KeepPerson(new Person { Name = "Ada" });

        var first = await _grain.Person();
        first.Name = "changed";

        Assert.Equal("Ada", (await _grain.Person()).Name);
    }

    [Fact]
    public async Task Member_WithoutId_StaysBehind()
    {
        await _grain.KeepPerson(new Person { Name = "Ada", Note = "private" });

        Assert.Equal("", (await _grain.Person()).Note);
    }

    [Fact]
    public async Task Subclass_PassedAsItsBase_ArrivesAsItself()
    {
        await _grain.KeepPerson(new Employee { Name = "Grace", Salary = 10 });

        var employee = Assert.IsType<Employee>(await _grain.Person());
        Assert.Equal("Grace", employee.Name);
        Assert.Equal(10, employee.Salary);
    }

    [Fact]
    public async Task Record_TravelsWithTheParametersOfItsConstructor()
    {
        var at = DateTimeOffset.UtcNow;
        var order = new Order("7", [1, 2], new() { ["a"] = "b" }) { At = at };

        await _grain.KeepOrder(order);
        order.Items[0] = 100;
        order.Tags.Clear();

        var kept = Assert.IsType<Order>(await _grain.Kept());
        Assert.Equal("7", kept.Id);
        Assert.Equal([1, 2], kept.Items);
        Assert.Equal("b", kept.Tags["a"]);
        Assert.Equal(at, kept.At);
    }

    [Fact]
    public async Task Struct_WithAReference_IsCopied()
    {
        var box = new Box { Values = [1], Corner = new Point(2, 3) };

        await _grain.KeepBox(box);
        box.Values.Add(2);

        var kept = Assert.IsType<Box>(await _grain.Kept());
        Assert.Equal([1], kept.Values);
        Assert.Equal(new Point(2, 3), kept.Corner);
    }

    [Fact]
    public async Task AbstractArgument_ArrivesAsItsOwnType()
    {
        await _grain.KeepShape(new Circle(2));
        Assert.Equal(new Circle(2), await _grain.Kept());

        await _grain.KeepShape(new Polygon([new Point(1, 2)], ["a", "b"]));
        var polygon = Assert.IsType<Polygon>(await _grain.Kept());
        Assert.Equal(new Point(1, 2), Assert.Single(polygon.Points));
        Assert.Equal(["a", "b"], polygon.Names);
    }

    [Fact]
    public async Task ImmutableMessages_AreShared_AndOthersAreNot() =>
        Assert.Equal((true, true, true, false), await cluster.Client.GetGrain<ISenderGrain>(SharedCluster.NewKey()).SharesWith(_grain));

    [Fact]
    public async Task Reference_SharedByTwoArguments_StaysShared()
    {
        var list = new List<int> { 1 };

        Assert.True(await _grain.SameTwice(list, list));
        Assert.False(await _grain.SameTwice(list, [1]));
    }

    [Fact]
    public async Task Cycle_InAMessage_IsKept()
    {
        var person = new Person { Name = "Narcissus" };
        person.Friends.Add(person);

        await _grain.KeepPerson(person);

        var kept = await _grain.Person();
        Assert.NotSame(person, kept);
        Assert.Same(kept, kept.Friends[0]);
    }

    [Fact]
    public async Task GrainReference_InAMessage_CanBeCalledByTheGrain()
    {
        await _grain.KeepGrain(_grain);

        var kept = Assert.IsAssignableFrom<IKeeperGrain>(await _grain.Kept());
        Assert.Equal(_grain, kept);
        Assert.NotNull(await kept.Kept());
    }
}
