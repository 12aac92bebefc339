using RayFlow.Engine.Planning;
using RayFlow.Model.Flows;
using RayFlow.Model.Nodes;

namespace RayFlow.Engine.Validation;

/// <summary>RF405: what a running node reads, directly or through pure nodes, is produced by a node that can have run by then.</summary>
internal sealed class ReadRules(FlowWiring wiring, Reachability reach, SequenceOrder? sequences, ReadProblems problems)
{
    private int[] _seenBy = [];

    // Branches mean nothing if ways lead in circles or from two STARTs, which are problems of their own.
    private readonly bool _knowsBranches = wiring.Starts.Length == 1 && !wiring.Regions.Closing.Contains(true);
    private BranchGraph? _branches;

    // Each reader looks through the pure nodes before it, and readers may share thousands of them. What is not looked at
    // within this bound is left to the run, which names both ends of a value that is missing.
    private int _steps = 5_000_000;

    /// <summary>Checks reads from a later branch of a sequence. They come first: otherwise they would be found as circles, in many more words.</summary>
    public void CheckSequences()
    {
        if (sequences is not null)
        {
            CheckEach(CheckSequence);
        }
    }

    /// <summary>Checks everything else.</summary>
    public void Check() => CheckEach(Check);

    private void CheckEach(Action<int, int, int> check)
    {
        _seenBy = new int[wiring.Count];
        for (var reader = 0; reader < wiring.Count; reader++)
        {
            if (!reach[reader] || wiring.IsFree(reader) || wiring.Types[reader] is null)
            {
                continue;
            }

            foreach (var wire in wiring.DataIn[reader])
            {
                CheckThrough(wire, reader, check);
            }
        }
    }

    private void CheckThrough(int entry, int reader, Action<int, int, int> check)
    {
        var open = new Stack<int>([entry]);
        while (open.TryPop(out var wire) && --_steps > 0)
        {
            var source = wiring.Data[wire].Source;
            if (!wiring.IsFree(source))
            {
                check(wire, entry, reader);
            }
            else if (_seenBy[source] != reader + 1)
            {
                _seenBy[source] = reader + 1;
                foreach (var before in wiring.DataIn[source])
                {
                    open.Push(before);
                }
            }
        }
    }

    private void CheckSequence(int wire, int entry, int reader)
    {
        var (_, source, _, output, _) = wiring.Data[wire];
        var isReported = wiring.Types[source] is null || problems[wire] || problems[entry];
        if (isReported || source == reader || !reach[source] || (wiring.IsErrorOutput(source, output) && !wiring.HandlesError(source)))
        {
            return;
        }

        if (sequences!.IsLater(source, reader, out var sequence, out var later, out var earlier))
        {
            problems.Report(entry, DiagnosticCodes.ReadNeverProduced, $"{Start(wire, entry, reader)}it is on '{wiring.IdOf(sequence)}.{earlier}', which settles before '{later}' starts, where '{wiring.IdOf(source)}' runs. Swap the branches, or read from an earlier one.");
        }
    }

    private void Check(int wire, int entry, int reader)
    {
        var (_, source, _, output, _) = wiring.Data[wire];
        if (wiring.Types[source] is null || problems[wire] || problems[entry])
        {
            return;
        }

        if (!reach[source])
        {
            problems.Report(wire, DiagnosticCodes.ReadNeverProduced, $"'{wiring.IdOf(wiring.Data[wire].Target)}' reads '{wiring.IdOf(source)}.{Display.Name(output)}', but START does not reach '{wiring.IdOf(source)}', so it never runs. Lead an exec edge to it, or read from a node that runs.");
        }
        else if (wiring.IsErrorOutput(source, output) && !wiring.HandlesError(source))
        {
            problems.Report(wire, DiagnosticCodes.ReadNeverProduced, $"'{wiring.IdOf(wiring.Data[wire].Target)}' reads '{wiring.IdOf(source)}.error', but the error has a value only when '{wiring.IdOf(source)}.exec-error' is connected. Connect it to what handles the failure.");
        }
        else if (source != reader)
        {
            CheckOrder(wire, entry, reader);
        }
    }

    private void CheckOrder(int wire, int entry, int reader)
    {
        var (_, source, _, output, _) = wiring.Data[wire];
        var start = Start(wire, entry, reader);
        if (wiring.OperationOf(source) == ControlOperation.Try && output == NodePins.ErrorOutput && wiring.Regions.Opened(source, "exec-try") is >= 0 and var body
            && wiring.Regions.IsWithin(wiring.Regions.RegionOfNode[reader], body))
        {
            problems.Report(entry, DiagnosticCodes.ReadNeverProduced, $"{start}it is in the part that is tried, and the error has a value only after that failed. Read it on exec-catch.");
        }
        else if (_knowsBranches && wiring.OperationOf(source) != ControlOperation.Start && !(_branches ??= new BranchGraph(wiring, reach)).CanBoth(source, output, reader, out var choice))
        {
            problems.Report(entry, DiagnosticCodes.ReadNeverProduced, start + Excluded(source, output, reader, choice));
        }
    }

    private string Start(int wire, int entry, int reader) =>
        $"'{wiring.IdOf(reader)}' reads '{wiring.IdOf(wiring.Data[wire].Source)}.{Display.Name(wiring.Data[wire].Output)}'{(wire == entry ? "" : $" through '{wiring.IdOf(wiring.Data[entry].Source)}'")}, but ";

    private string Excluded(int source, string output, int reader, int choice)
    {
        var (value, other, fork) = (wiring.IdOf(source), wiring.IdOf(reader), wiring.IdOf(choice));
        if (choice == source)
        {
            return wiring.IsErrorOutput(source, output)
                ? $"'{other}' runs only if '{value}' has not failed. Read the error on '{value}.exec-error'."
                : $"'{other}' runs only if '{value}' has failed, and then there is no '{Display.Name(output)}'. Read 'error' there, or lead '{other}' from '{value}.exec-out'.";
        }

        return $"'{fork}' takes one of its branches, and '{value}' and '{other}' are on different ones: whenever '{other}' runs, '{value}' was skipped. Read it where the branches have joined, or from a node before '{fork}'.";
    }
}
