using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Grains.Nodes;

/// <summary>A thread that makes one call of a light node after the other, each while its caller waits.</summary>
internal sealed class LightThread : IDisposable
{
    private readonly LightNodes _nodes;
    private readonly SemaphoreSlim _wake = new(0);
    private LightCall? _call;

    public LightThread(LightNodes nodes)
    {
        _nodes = nodes;
        new Thread(Run) { IsBackground = true, Name = "rayflow-light-node" }.UnsafeStart();
    }

    /// <summary>Makes a call; null: ends the thread.</summary>
    public void Make(LightCall? call)
    {
        _call = call;
        _wake.Release();
    }

    public void Dispose() => _wake.Dispose();

    private void Run()
    {
        do
        {
            _wake.Wait();
            _call?.Make();
        }
        while (_call is { } made && _nodes.TakeBack(this, made));
        Dispose();
    }
}

/// <summary>One call of a light node's function.</summary>
internal sealed class LightCall(string type, PureFunction function, Value[] inputs, Value[] outputs, ValueMap? variables)
{
    private readonly TaskCompletionSource<Exception?> _failure = new();

    /// <summary>The node's type.</summary>
    public string Type => type;

    /// <summary>What it gave.</summary>
    public ReadOnlySpan<Value> Outputs => outputs;

    /// <summary>Completes with what the function threw, or null. Waiting for it tells the thread pool that one of its threads waits.</summary>
    public Task<Exception?> Failure => _failure.Task;

    /// <summary>Makes the call.</summary>
    public void Make()
    {
        Exception? thrown = null;
        try
        {
            function(inputs, outputs, variables);
        }
        catch (Exception failure)
        {
            thrown = failure; // the caller's to throw
        }

        _failure.SetResult(thrown);
    }

    /// <summary>Whether its caller has given it up; under the lock of the <see cref="LightNodes"/>.</summary>
    public bool IsGivenUp { get; set; }
}
