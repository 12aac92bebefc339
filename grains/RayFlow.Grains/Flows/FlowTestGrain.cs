using Microsoft.Extensions.Options;
using RayFlow.Engine.Testing;
using RayFlow.GrainInterfaces.Flows;
using RayFlow.GrainInterfaces.Runs;
using RayFlow.Grains.Runs;
using RayFlow.Model.Flows;
using RayFlow.Model.Values;
using RayFlow.Nodes.Catalog;

namespace RayFlow.Grains.Flows;

/// <summary>Runs tests of flows where it is: on the engine alone, without a run.</summary>
[StatelessWorker]
internal sealed class FlowTestGrain(CompiledFlows flows, NodeCatalog catalog, IOptions<RunOptions> options) : Grain, IFlowTestGrain
{
    public async Task<FlowTestResult> RunAsync(ValueMap test, byte[]? document, CancellationToken cancellationToken)
    {
        if (FlowTestParser.Parse(test, out var problem) is not { } parsed)
        {
            return new FlowTestResult(problem!.Value.Message, problem.Value.Pointer);
        }

        if ((document ??= await DocumentAsync(test, cancellationToken)) is null)
        {
            return new FlowTestResult("The test has no flow: give 'flow' beside it, or in it a document or the name of a saved flow.", "/flow");
        }

        if (flows.Compile(document, out var problems) is not { } flow)
        {
            return new FlowTestResult("The flow has errors; the test was not run.", null, problems);
        }

        var wrong = new List<FlowDiagnostic>();
        var inputs = StartInputs.Accept(flow.Graph, parsed.Inputs, wrong);
        if (wrong.Count > 0)
        {
            return new FlowTestResult("The inputs do not fit the flow's START; the test was not run.", "/inputs", wrong);
        }

        // A node that goes on and on is not to hold the activation's turns of others: it is a thread of the pool that it takes.
        var outcome = await Task.Run(() => TestRunner.Run(flow.Graph, catalog.Types, parsed, inputs, options.Value.Limits), cancellationToken);
        return new FlowTestResult(
            null,
            Seconds: outcome.Seconds,
            Differences: [.. outcome.Differences.Select(difference => new FlowTestDifference(difference.Path, difference.Expected, difference.Actual, difference.NodeId, difference.Frame))],
            History: [.. outcome.History.Select((item, i) => new HistoryItem
            {
                Position = i + 1,
                NodeId = item.NodeId,
                Frame = item.Frame,
                State = item.State,
                Inputs = item.Inputs,
                Outputs = item.Outputs,
                Error = item.Error is { } error ? new RunError(error.Code, error.Message, error.NodeId ?? item.NodeId, item.Frame) : null,
            })]);
    }

    private async Task<byte[]?> DocumentAsync(ValueMap test, CancellationToken cancellationToken) =>
        !test.TryGetValue("flow", out var flow) ? null
        : flow.Kind == ValueKind.Dict ? ValueJson.ToUtf8(flow)
        : flow.Kind == ValueKind.Str && await GrainFactory.GetGrain<IFlowGrain>(flow.AsStr()).GetAsync(null, cancellationToken) is { } saved ? saved.Document
        : null;
}
