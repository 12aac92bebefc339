using System.ComponentModel.Design;
using RayFlow.Model.Values;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Tests;

/// <summary>Contexts without a grain.</summary>
internal static class Contexts
{
    public static NodeContext New(
        RunVariables? variables = null,
        TimeProvider? time = null,
        IServiceProvider? services = null,
        Func<string, Value, CancellationToken, Task<long>>? events = null) => new()
        {
            RunId = "run",
            Frame = "for1[3]",
            NodeId = "node",
            Variables = variables ?? new FakeVariables(),
            TimeProvider = time ?? TimeProvider.System,
            Services = services ?? new ServiceContainer(),
            EventSink = events ?? ((_, _, _) => Task.FromResult(0L)),
        };
}
