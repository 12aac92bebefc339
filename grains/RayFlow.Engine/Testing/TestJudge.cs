using System.Globalization;
using RayFlow.Engine.Running;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Testing;

/// <summary>Holds what a run under test did against what was expected of it.</summary>
internal sealed class TestJudge(FlowTest test, RunState run, TestTrace trace, double seconds)
{
    private readonly List<TestDifference> _found = [];

    /// <summary>Everything that came otherwise; a test that expects neither an error nor an end of some kind expects the run to complete.</summary>
    public IReadOnlyList<TestDifference> Differences()
    {
        var outcome = run.Outcome;
        if (outcome is null)
        {
            var waits = string.Join(", ", run.Waiting().Select(wait => $"'{wait.Frame.InstancePath(wait.Node.Id)}'"));
            var named = run.Waiting().Take(1).Select(wait => (wait.Node.Id, wait.Frame.Path)).ToList();
            return [new TestDifference("/expect", "an end", $"the run waits: {waits}", named is [var (node, _)] ? node : null, named is [var (_, frame)] ? frame : null)];
        }

        if (outcome.Error is { } error && !test.Expect.ContainsKey("error"))
        {
            return [new TestDifference("/expect/error", Value.Null, ErrorOf(error), error.NodeId.Length == 0 ? null : error.NodeId, error.Frame)];
        }

        foreach (var (name, expected) in test.Expect)
        {
            Judge(name, expected, outcome);
        }

        return _found;
    }

    private static ValueMap ErrorOf(RaisedError error) =>
        ValueMap.Of(("code", error.Error.Code), ("message", error.Error.Message), ("node_id", error.NodeId.Length == 0 ? Value.Null : error.NodeId), ("frame", error.Frame));

    private void Judge(string name, Value expected, Outcome outcome)
    {
        switch (name)
        {
            case "result": Compare("/expect/result", expected, outcome.Result, outcome.ReturnNode); break;
            case "return_node": Compare("/expect/return_node", expected, outcome.ReturnNode, outcome.ReturnNode); break;
            case "status_code": Compare("/expect/status_code", expected, outcome.StatusCode is { } code ? (long)code : Value.Null, outcome.ReturnNode); break;
            case "error": Error(expected, outcome.Error); break;
            case "executed": Instances(name, expected, "completed", "failed"); break;
            case "skipped": Instances(name, expected, "skipped"); break;
            case "calls": Calls(expected); break;
            case "variables": Variables(expected); break;
            default:
                if (!expected.IsNumber || Math.Abs(expected.AsFloat() - seconds) > 0.0005)
                {
                    _found.Add(new TestDifference("/expect/seconds", expected, seconds));
                }

                break;
        }
    }

    private void Error(Value expected, RaisedError? error)
    {
        if (error is null || expected.Kind != ValueKind.Dict)
        {
            Compare("/expect/error", expected, error is null ? Value.Null : ErrorOf(error), error?.NodeId);
            return;
        }

        var actual = ErrorOf(error);
        foreach (var (name, value) in expected.AsDict())
        {
            Compare($"/expect/error/{FlowTestParser.Escape(name)}", value, actual.TryGetValue(name, out var found) ? found : Value.Null, error.NodeId, error.Frame);
        }
    }

    private void Instances(string name, Value expected, params ReadOnlySpan<string> states)
    {
        var wanted = states.ToArray();
        var actual = trace.History.Where(item => wanted.Contains(item.State)).Select(PathOf).Distinct().ToList();
        var names = expected.Kind == ValueKind.List ? expected.AsList().Select(item => item.Kind == ValueKind.Str ? item.AsStr() : item.ToString()).ToHashSet(StringComparer.Ordinal) : [];
        if (names.SetEquals(actual))
        {
            return;
        }

        var first = actual.Find(path => !names.Contains(path)) ?? names.Except(actual).First();
        var at = first.LastIndexOf('/');
        _found.Add(new TestDifference($"/expect/{name}", expected, ValueList.Adopt([.. actual.Select(path => (Value)path)]), first[(at + 1)..], at < 0 ? "" : first[..at]));
    }

    private static string PathOf(TestedInstance item) => item.Frame.Length == 0 ? Frame.Escape(item.NodeId) : $"{item.Frame}/{Frame.Escape(item.NodeId)}";

    private void Calls(Value expected)
    {
        foreach (var (node, calls) in expected.Kind == ValueKind.Dict ? expected.AsDict() : ValueMap.Empty)
        {
            var actual = trace.Calls(node);
            var pointer = $"/expect/calls/{FlowTestParser.Escape(node)}";
            var list = calls.Kind == ValueKind.List ? calls.AsList() : ValueList.Empty;
            for (var i = 0; i < Math.Min(list.Count, actual.Count); i++)
            {
                Compare(string.Create(CultureInfo.InvariantCulture, $"{pointer}/{i}"), list[i], actual[i].Inputs, node, actual[i].Frame);
            }

            if (list.Count != actual.Count)
            {
                _found.Add(new TestDifference(pointer, calls, ValueList.Adopt([.. actual.Select(call => (Value)call.Inputs)]), node));
            }
        }
    }

    private void Variables(Value expected)
    {
        var actual = run.VariableValues;
        foreach (var (name, value) in expected.Kind == ValueKind.Dict ? expected.AsDict() : ValueMap.Empty)
        {
            Compare($"/expect/variables/{FlowTestParser.Escape(name)}", value, actual.TryGetValue(name, out var found) ? found : Value.Null, null);
        }
    }

    /// <summary>Finds the first place at which two values differ.</summary>
    private void Compare(string pointer, Value expected, Value actual, string? node, string? frame = null)
    {
        while (expected != actual)
        {
            if (expected.Kind == ValueKind.Dict && actual.Kind == ValueKind.Dict && expected.AsDict() is var wanted && actual.AsDict() is var found
                && wanted.Keys.Concat(found.Keys).FirstOrDefault(key => !wanted.TryGetValue(key, out var left) || !found.TryGetValue(key, out var right) || left != right) is { } key)
            {
                pointer += "/" + FlowTestParser.Escape(key);
                (expected, actual) = (wanted.TryGetValue(key, out var one) ? one : Value.Null, found.TryGetValue(key, out var other) ? other : Value.Null);
                if (wanted.ContainsKey(key) && found.ContainsKey(key))
                {
                    continue;
                }
            }
            else if (expected.Kind == ValueKind.List && actual.Kind == ValueKind.List && expected.AsList() is var items && actual.AsList() is var others && items.Count == others.Count)
            {
                var at = Enumerable.Range(0, items.Count).First(i => items[i] != others[i]);
                (pointer, expected, actual) = (string.Create(CultureInfo.InvariantCulture, $"{pointer}/{at}"), items[at], others[at]);
                continue;
            }

            _found.Add(new TestDifference(pointer, expected, actual, string.IsNullOrEmpty(node) ? null : node, frame ?? (string.IsNullOrEmpty(node) ? null : "")));
            return;
        }
    }
}
