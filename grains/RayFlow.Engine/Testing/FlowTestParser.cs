using System.Globalization;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Engine.Testing;

/// <summary>Reads tests of flows.</summary>
public static class FlowTestParser
{
    private static readonly string[] Fields = ["name", "flow", "inputs", "mocks", "signals", "expect", "at"];
    private static readonly string[] Expectations = ["result", "return_node", "status_code", "error", "executed", "skipped", "calls", "variables", "seconds"];
    private static readonly DateTimeOffset Epoch = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Reads a test; its flow is the caller's to find.</summary>
    /// <param name="test">The test.</param>
    /// <param name="problem">What is wrong with it, with a JSON pointer; null if it could be read.</param>
    /// <returns>The test; null if it cannot be read.</returns>
    public static FlowTest? Parse(ValueMap test, out (string Pointer, string Message)? problem)
    {
        ArgumentNullException.ThrowIfNull(test);
        try
        {
            problem = null;
            return Read(test);
        }
        catch (MisfitException misfit)
        {
            problem = (misfit.Pointer, misfit.Message);
            return null;
        }
    }

    private static FlowTest Read(ValueMap test)
    {
        Only(test, Fields, "");
        var expect = Dict(test, "expect", "");
        Only(expect, Expectations, "/expect");
        return new FlowTest(
            test.TryGetValue("name", out var name) && !name.IsNull ? Text(name, "/name") : "",
            Dict(test, "inputs", ""),
            Dict(test, "mocks", "").ToDictionary(entry => entry.Key, entry => Answers(entry.Value, $"/mocks/{Escape(entry.Key)}"), StringComparer.Ordinal),
            Signals(test),
            expect,
            test.TryGetValue("at", out var at) && !at.IsNull ? Time(at) : Epoch);
    }

    private static IReadOnlyList<MockAnswer> Answers(Value mock, string pointer) => mock.Kind == ValueKind.List && mock.AsList() is { Count: > 0 } list
        ? [.. Enumerable.Range(0, list.Count).Select(i => Answer(list[i], $"{pointer}/{i}"))]
        : [Answer(mock, pointer)];

    private static MockAnswer Answer(Value mock, string pointer)
    {
        if (mock.Kind != ValueKind.Dict || mock.AsDict() is not { Count: 1 } map)
        {
            throw new MisfitException(pointer, "A mock is {\"outputs\": {…}}, {\"error\": {\"code\", \"message\"}}, or a list of these.");
        }

        if (map.ContainsKey("outputs"))
        {
            return new MockAnswer(Dict(map, "outputs", pointer));
        }

        Only(map, ["error"], pointer);
        var error = Dict(map, "error", pointer);
        Only(error, ["code", "message", "retryable"], $"{pointer}/error");
        var code = error.TryGetValue("code", out var given) ? Text(given, $"{pointer}/error/code") : throw new MisfitException($"{pointer}/error", "An error has a 'code'.");
        return new MockAnswer(ValueMap.Empty, new NodeError(
            code,
            error.TryGetValue("message", out var message) ? Text(message, $"{pointer}/error/message") : code,
            !error.TryGetValue("retryable", out var retryable) || retryable.Kind != ValueKind.Bool || retryable.AsBool()));
    }

    private static List<TestSignal> Signals(ValueMap test)
    {
        if (!test.TryGetValue("signals", out var given) || given.IsNull)
        {
            return [];
        }

        var list = given.Kind == ValueKind.List ? given.AsList() : throw new MisfitException("/signals", "'signals' is a list of {\"name\", \"payload\", \"after_seconds\"}.");
        return [.. Enumerable.Range(0, list.Count).Select(i => Signal(list[i], $"/signals/{i}"))];
    }

    private static TestSignal Signal(Value given, string pointer)
    {
        var fields = given.Kind == ValueKind.Dict ? given.AsDict() : throw new MisfitException(pointer, "A signal is {\"name\", \"payload\", \"after_seconds\"}.");
        Only(fields, ["name", "payload", "after_seconds"], pointer);
        var name = fields.TryGetValue("name", out var text) ? Text(text, $"{pointer}/name") : throw new MisfitException(pointer, "A signal has a 'name'.");
        var after = fields.TryGetValue("after_seconds", out var seconds) && !seconds.IsNull
            ? seconds.IsNumber && seconds.AsFloat() is >= 0 and < 1e9 and var number ? number : throw new MisfitException($"{pointer}/after_seconds", "'after_seconds' is a number of seconds from 0.")
            : 0;
        return new TestSignal(name, fields.TryGetValue("payload", out var payload) ? payload : Value.Null, after);
    }

    private static DateTimeOffset Time(Value at) =>
        DateTimeOffset.TryParse(Text(at, "/at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw new MisfitException("/at", "'at' is a moment in ISO 8601, such as 2030-01-31T08:00:00Z.");

    private static ValueMap Dict(ValueMap map, string name, string pointer) => !map.TryGetValue(name, out var given) || given.IsNull ? ValueMap.Empty
        : given.Kind == ValueKind.Dict ? given.AsDict()
        : throw new MisfitException($"{pointer}/{name}", $"'{name}' is a JSON object.");

    private static string Text(Value value, string pointer) => value.Kind == ValueKind.Str ? value.AsStr() : throw new MisfitException(pointer, "This is a string.");

    private static void Only(ValueMap map, string[] known, string pointer)
    {
        if (map.Keys.FirstOrDefault(key => !known.Contains(key)) is { } unknown)
        {
            throw new MisfitException($"{pointer}/{Escape(unknown)}", $"'{unknown}' is not known here. Known are {string.Join(", ", known)}.");
        }
    }

    internal static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

#pragma warning disable CA1032, CA1064 // It does not leave the parser.
    private sealed class MisfitException(string pointer, string message) : Exception(message)
#pragma warning restore CA1032, CA1064
    {
        public string Pointer => pointer;
    }
}
