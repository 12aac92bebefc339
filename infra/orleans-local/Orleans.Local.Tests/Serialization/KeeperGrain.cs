using Orleans.Concurrency;

namespace Orleans.Tests.Serialization;

/// <summary>Keeps what it is given, and gives it out again.</summary>
public interface IKeeperGrain : IGrainWithStringKey
{
    Task Keep(object? value);

    Task KeepPerson(Person person);

    Task KeepOrder(Order order);

    Task KeepSealed(Sealed message);

    Task KeepWrapped(Immutable<List<int>> message);

    Task KeepMarked([Immutable] List<int> message);

    Task KeepBox(Box box);

    Task KeepMoney(Money money);

    Task<bool> SameTwice(List<int> one, List<int> two);

    Task KeepShape(Shape shape);

    Task KeepUnmarked(Unmarked unmarked);

    Task KeepNames(IReadOnlyList<string> names);

    Task KeepGrain(IKeeperGrain grain);

    Task<object?> Kept();

    Task<Person> Person();

    Task<Unmarked> GiveUnmarked();

    /// <summary>Whether the grain holds the very object that the test holds.</summary>
    Task<bool> IsSame(string key);
}

public sealed class KeeperGrain : Grain, IKeeperGrain
{
    private object? _kept;

    public static Dictionary<string, object> TestObjects { get; } = [];

    public Task Keep(object? value) => Set(value);

    public Task KeepPerson(Person person) => Set(person);

    public Task KeepOrder(Order order) => Set(order);

    public Task KeepSealed(Sealed message) => Set(message);

    public Task KeepWrapped(Immutable<List<int>> message) => Set(message.Value);

    public Task KeepMarked(List<int> message) => Set(message);

    public Task KeepBox(Box box) => Set(box);

    public Task KeepMoney(Money money) => Set(money);

    public Task<bool> SameTwice(List<int> one, List<int> two) => Task.FromResult(ReferenceEquals(one, two));

    public Task KeepShape(Shape shape) => Set(shape);

    public Task KeepUnmarked(Unmarked unmarked) => Set(unmarked);

    public Task KeepNames(IReadOnlyList<string> names) => Set(names);

    public Task KeepGrain(IKeeperGrain grain) => Set(grain);

    public Task<object?> Kept() => Task.FromResult(_kept);

    public Task<Person> Person() => Task.FromResult((Person)_kept!);

    public Task<Unmarked> GiveUnmarked() => Task.FromResult(new Unmarked());

    public Task<bool> IsSame(string key) => Task.FromResult(ReferenceEquals(_kept, TestObjects[key]));

    private Task Set(object? value)
    {
        _kept = value;
        return Task.CompletedTask;
    }
}
