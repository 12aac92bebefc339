namespace Orleans.Tests.Calls;

public interface IEchoGrain : IGrainWithStringKey
{
    Task<string> Say(string text, int times);

    ValueTask<int> Add(int left, int right);

    ValueTask Nothing();

    Task Fail(string message);

    Task<string> SelfThroughReference();

    Task<IEchoGrain> Other(string key);
}

internal interface IHiddenGrain : IGrainWithStringKey
{
    ValueTask<Hidden> Reverse(Hidden hidden);
}

[GenerateSerializer]
internal sealed record Hidden([property: Id(0)] List<string> Texts);

internal sealed class HiddenGrain : Grain, IHiddenGrain
{
    public ValueTask<Hidden> Reverse(Hidden hidden)
    {
        hidden.Texts.Reverse();
        return new(hidden);
    }
}

public interface IOtherEcho : IGrainWithStringKey
{
    Task<string> SayOther();
}

public sealed class EchoGrain : Grain, IEchoGrain, IOtherEcho
{
    public Task<string> Say(string text, int times) => Task.FromResult($"{this.GetPrimaryKeyString()}: {text} {times}");

    public ValueTask<int> Add(int left, int right) => new(left + right);

    public async ValueTask Nothing() => await Task.Yield();

    public async Task Fail(string message)
    {
        await Task.Yield();
        throw new InvalidOperationException(message);
    }

    public Task<string> SelfThroughReference() => Task.FromResult(this.AsReference<IEchoGrain>().GetPrimaryKeyString());

    public Task<IEchoGrain> Other(string key) => Task.FromResult(GrainFactory.GetGrain<IEchoGrain>(key));

    public Task<string> SayOther() => Task.FromResult($"{this.GetPrimaryKeyString()}: other");
}

public interface INumberedGrain : IGrainWithIntegerKey
{
    Task<long> Key();
}

public sealed class NumberedGrain : Grain, INumberedGrain
{
    public Task<long> Key() => Task.FromResult(this.GetPrimaryKeyLong());
}

public interface IGuidGrain : IGrainWithGuidKey
{
    Task<Guid> Key();
}

public sealed class GuidGrain : Grain, IGuidGrain
{
    public Task<Guid> Key() => Task.FromResult(this.GetPrimaryKey());
}
