namespace RayFlow.Model.Flows;

/// <summary>
/// Collects the problems of a document, up to a number. A few bytes can make a problem, so a document of a few megabytes could otherwise
/// make gigabytes of messages.
/// </summary>
/// <param name="most">How many problems are kept.</param>
public sealed class FlowProblems(int most)
{
    private readonly List<FlowDiagnostic> _found = [];
    private bool _more;

    /// <summary>What was found, and <c>RF007</c> if that is not all.</summary>
    public IReadOnlyList<FlowDiagnostic> All => _more
        ? [.. _found, DiagnosticCodes.TooManyProblems.At("", $"The document has more than {most:N0} problems; the others are not listed. Solve these, and look again.")]
        : _found;

    /// <summary>Adds a problem, or notes that there are more.</summary>
    public void Add(FlowDiagnostic problem)
    {
        if (HasRoom())
        {
            _found.Add(problem);
        }
    }

    /// <summary>
    /// To be asked when a problem was found and before it is worded: false if it would not be kept, and then it is noted that there are more.
    /// </summary>
    public bool HasRoom()
    {
        _more |= _found.Count >= most;
        return !_more;
    }
}
