using RayFlow.Model.Flows;

namespace RayFlow.Engine.Validation;

/// <summary>The data edges whose value cannot be read. Several rules may find out; the first one reports.</summary>
internal sealed class ReadProblems(FlowWiring wiring, FlowFindings findings)
{
    private readonly bool[] _reported = new bool[wiring.Data.Count];

    /// <summary>Whether something is wrong with a wire already.</summary>
    public bool this[int wire] => _reported[wire];

    /// <summary>Reports a wire, unless it was.</summary>
    public void Report(int wire, DiagnosticCode code, string message)
    {
        if (!_reported[wire])
        {
            _reported[wire] = true;
            findings.AddEdge(code, wiring.Data[wire].Edge, "", message, wiring.Data[wire].Target);
        }
    }
}
