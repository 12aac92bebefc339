using RayFlow.Engine.Planning;
using RayFlow.Model.Flows;

namespace RayFlow.Engine.Validation;

/// <summary>RF403: exec edges that lead in a circle.</summary>
internal sealed class CycleRules(FlowWiring wiring, FlowFindings findings)
{
    public void Check()
    {
        if (!wiring.Regions.Closing.Contains(true))
        {
            return;
        }

        var circles = new Circles(wiring.ExecOut, wire => wiring.Exec[wire].Target);
        var steps = int.MaxValue;
        foreach (var circle in circles.All)
        {
            Report(circles.Shortest(circle, ref steps)!);
        }
    }

    private void Report(List<int> way)
    {
        // Every circle has a wire that a search from START finds to lead backwards; that is the one to remove.
        var closing = wiring.Exec[way.Find(wire => wiring.Regions.Closing[wire])];
        var ids = Display.Way([.. way.Select(wire => wiring.IdOf(wiring.Exec[wire].Source)), wiring.IdOf(wiring.Exec[way[0]].Source)]);
        var back = way.Exists(wire => wiring.Exec[wire].Source == closing.Target && RegionOutputs.IsLoop(wiring.OperationOf(closing.Target)) && wiring.Exec[wire].Output == "exec-body");
        var edge = findings.EdgeWords(closing.Edge);
        findings.AddEdge(
            DiagnosticCodes.ExecCycle,
            closing.Edge,
            "",
            back
                ? $"{edge} leads from the body of '{wiring.IdOf(closing.Target)}' back to it ({ids}). A loop takes its next turn by itself: remove the edge."
                : $"{edge} closes a circle of exec edges: {ids}. Each node fires once, so it would wait for itself. Remove the edge, or repeat with flow_for_each, flow_for_range or flow_while.",
            closing.Target);
    }
}
