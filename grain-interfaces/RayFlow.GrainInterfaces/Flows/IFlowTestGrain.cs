using Orleans.CodeGeneration;
using RayFlow.Model.Values;

namespace RayFlow.GrainInterfaces.Flows;

/// <summary>Runs tests of flows on the engine alone. Key: <see cref="Key"/>. Any silo does, for itself.</summary>
[Alias("rayflow.IFlowTestGrain"), Version(1)]
public interface IFlowTestGrain : IGrainWithStringKey
{
    /// <summary>The key of the only one.</summary>
    const string Key = "all";

    /// <summary>Runs a test.</summary>
    /// <param name="test">The test, as in its file.</param>
    /// <param name="document">The flow (UTF-8 JSON); null: the one that the test names or has in it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("Run")]
    Task<FlowTestResult> RunAsync(ValueMap test, byte[]? document, CancellationToken cancellationToken);
}
