namespace Orleans.Tests.Calls;

public interface IEchoGrain : IGrainWithStringKey
{
    Task<string> Say(string text, int times);

    Task Fail(string message);
}

public sealed class EchoGrain : Grain, IEchoGrain
{
    public Task<string> Say(string text, int times) => Task.FromResult($"{this.GetPrimaryKeyString()}: {text} {times}");

    public async Task Fail(string message)
    {
        await Task.Yield();
        throw new InvalidOperationException(message);
    }
}
