using RayFlow.Model.Flows;

namespace RayFlow.Engine.Planning;

/// <summary>A document's edges, found by the pins they leave and enter. Built in one pass.</summary>
internal sealed class Wires
{
    private readonly Dictionary<(int Node, string Port), List<int>> _targets = [];
    private readonly Dictionary<(int Node, string Input), (int Source, string Output)> _sources = [];
    private readonly List<string>?[] _inputs;
    private readonly List<string>?[] _outputsRead;
    private readonly int[] _execInputs;

    public Wires(FlowDocument document, Dictionary<string, int> index)
    {
        _inputs = new List<string>?[index.Count];
        _outputsRead = new List<string>?[index.Count];
        _execInputs = new int[index.Count];
        foreach (var edge in document.Edges)
        {
            var (source, target) = (index[edge.Source], index[edge.Target]);
            if (edge.IsExec)
            {
                _execInputs[target]++;
                if (!_targets.TryGetValue((source, edge.SourceHandle), out var list))
                {
                    _targets.Add((source, edge.SourceHandle), list = []);
                }

                list.Add(target);
            }
            else
            {
                _sources[(target, edge.InputName)] = (source, edge.OutputName);
                (_inputs[target] ??= []).Add(edge.InputName);
                (_outputsRead[source] ??= []).Add(edge.OutputName);
            }
        }
    }

    /// <summary>The nodes that the edges of an exec output enter, one entry per edge.</summary>
    public int[] Targets(int node, string port) => _targets.TryGetValue((node, port), out var list) ? [.. list] : [];

    /// <summary>How many exec edges enter a node.</summary>
    public int ExecInputs(int node) => _execInputs[node];

    /// <summary>The names of the inputs that edges enter, in the order of the edges.</summary>
    public IEnumerable<string> InputsOf(int node) => _inputs[node] ?? [];

    /// <summary>The names of the outputs that edges leave, in the order of the edges.</summary>
    public IEnumerable<string> OutputsReadOf(int node) => _outputsRead[node] is { } names ? names.Distinct(StringComparer.Ordinal) : [];

    /// <summary>What the edge into an input reads.</summary>
    public bool TryDataSource(int node, string input, out int source, out string output)
    {
        var found = _sources.TryGetValue((node, input), out var wire);
        (source, output) = found ? wire : (-1, "");
        return found;
    }
}
