using System.Globalization;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RayFlow.GrainInterfaces.Failures;
using RayFlow.Model.Nodes;

namespace RayFlow.Grains.Nodes;

/// <summary>
/// Watches over nodes of users and plug-ins that are evaluated in the turn of their run. A turn cannot be taken back from code that does not end, so
/// that code runs beside it, and the turn waits for it no longer than <see cref="LightNodeOptions.LightSeconds"/>.
/// </summary>
internal sealed class LightNodes : IDisposable
{
    // A machine or a process that stood still for a while costs one of these, whatever the clock says.
    private const int Slices = 10;

    private readonly Lock _gate = new();
    private readonly LightNodeOptions _options;
    private readonly StuckNodes _stuck;
    private readonly Stack<LightThread> _idle = new();
    private bool _isDisposed;

    public LightNodes(IOptions<LightNodeOptions> options, SiloProblems problems, ILogger<LightNodes> logger)
    {
        _options = options.Value;
        _stuck = new StuckNodes("light_nodes", _options.LightMaxStuck, "RayFlow:Nodes:LightMaxStuck", problems, logger);
    }

    /// <summary>Evaluations that were given up and go on.</summary>
    public int Stuck
    {
        get
        {
            lock (_gate)
            {
                return _stuck.Count;
            }
        }
    }

    /// <summary>A function that does the same under the watch.</summary>
    public PureFunction Guard(string type, PureFunction function) => (inputs, outputs, variables) =>
    {
        var call = new LightCall(type, function, inputs.ToArray(), new Model.Values.Value[outputs.Length], variables);
        ThreadFor(type).Make(call);
        if (!IsMade(call) && TryGiveUp(call))
        {
            throw TooSlow(type);
        }

        if (call.Failure.GetAwaiter().GetResult() is { } thrown)
        {
            ExceptionDispatchInfo.Throw(thrown);
        }

        call.Outputs.CopyTo(outputs);
    };

    /// <summary>Takes a thread back that has made a call; false: it is to end.</summary>
    public bool TakeBack(LightThread thread, LightCall call)
    {
        lock (_gate)
        {
            if (call.IsGivenUp)
            {
                _stuck.Remove(call.Type);
                return false;
            }

            if (_isDisposed || _idle.Count >= 2 * Environment.ProcessorCount)
            {
                return false;
            }

            _idle.Push(thread);
            return true;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            while (_idle.TryPop(out var idle))
            {
                idle.Make(null);
            }
        }
    }

    private LightThread ThreadFor(string type)
    {
        lock (_gate)
        {
            if (_stuck.Refuses(type))
            {
                throw new RunFaultException(_stuck.Refusal(type));
            }

            if (_idle.TryPop(out var idle))
            {
                return idle;
            }
        }

        return new LightThread(this);
    }

    private bool IsMade(LightCall call)
    {
        var slice = TimeSpan.FromSeconds(_options.LightSeconds) / Slices;
        for (var i = 0; i < Slices; i++)
        {
            if (call.Failure.Wait(slice))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryGiveUp(LightCall call)
    {
        lock (_gate)
        {
            if (call.Failure.IsCompleted)
            {
                return false; // just now
            }

            call.IsGivenUp = true;
            _stuck.Add(call.Type);
            return true;
        }
    }

    private RunFaultException TooSlow(string type) => new(new NodeError(
        "node_too_slow",
        string.Create(
            CultureInfo.InvariantCulture,
            $"Node type '{type}' took longer than {_options.LightSeconds} s, in which its run could do nothing else. Do not mark it Light, or let RayFlow:Nodes:LightSeconds be more."),
        false));
}
