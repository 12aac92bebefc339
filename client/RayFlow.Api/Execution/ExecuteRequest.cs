using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using RayFlow.Api.Bodies;
using RayFlow.Model.Flows;
using RayFlow.Model.Values;

namespace RayFlow.Api.Execution;

/// <summary>The body of <c>POST /api/flows/execute</c>. The document stays text: its bytes are handed on as they came.</summary>
internal sealed record ExecuteRequest(byte[] Document, ValueMap Inputs, OnError ErrorStrategy, double? TimeoutSeconds)
{
    private const string Shape = "{\"flow\": DOCUMENT, \"inputs\": {…}, \"error_strategy\"?, \"timeout_seconds\"?}";

    /// <summary>Reads a body.</summary>
    /// <param name="body">Its text.</param>
    /// <param name="longest">The longest deadline that may be asked for, in seconds.</param>
    public static ExecuteRequest Parse(ReadOnlySpan<byte> body, double longest)
    {
        var reader = new Utf8JsonReader(body, JsonBody.Options);
        try
        {
            return Read(ref reader, body, longest);
        }
        catch (Exception error) when (JsonBody.IsSyntax(error))
        {
            throw JsonBody.NotJson(error, in reader, body);
        }
    }

    /// <summary>Reads <c>error_strategy</c>, in a body or in a query.</summary>
    public static OnError StrategyOf(string? name) => name switch
    {
        null or "abort" => OnError.Abort,
        "continue" => OnError.Continue,
        "skip" => OnError.Skip,
        "retry" => OnError.Retry,
        _ => throw JsonBody.Invalid($"error_strategy is abort, continue, skip or retry, not '{name}'.", "/error_strategy"),
    };

    /// <summary>Checks <c>timeout_seconds</c>, in a body or in a query, against the longest that may be asked for.</summary>
    public static double? TimeoutOf(double? seconds, double longest) => seconds is null || (seconds > 0 && seconds <= longest)
        ? seconds
        : throw JsonBody.Invalid(string.Create(CultureInfo.InvariantCulture, $"timeout_seconds is a number of seconds above 0 and at most {longest}{(double.IsNaN(seconds.Value) ? "" : $", not {seconds}")}."), "/timeout_seconds");

    private static ExecuteRequest Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, double longest)
    {
        byte[]? document = null;
        var inputs = ValueMap.Empty;
        var strategy = OnError.Abort;
        double? timeout = null;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw JsonBody.Invalid($"The body must be a JSON object: {Shape}.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("flow"u8))
            {
                document = ReadDocument(ref reader, body);
            }
            else if (reader.ValueTextEquals("inputs"u8))
            {
                inputs = ReadInputs(ref reader);
            }
            else if (reader.ValueTextEquals("error_strategy"u8))
            {
                strategy = ReadStrategy(ref reader);
            }
            else if (reader.ValueTextEquals("timeout_seconds"u8))
            {
                timeout = ReadTimeout(ref reader, longest);
            }
            else
            {
                throw JsonBody.Invalid($"The body has a field '{reader.GetString()}' that is not known. Its form is {Shape}; the whole document goes under 'flow'.", $"/{reader.GetString()}");
            }
        }

        // Whatever follows the object is an error of syntax.
        reader.Read();
        return new ExecuteRequest(document ?? throw JsonBody.Invalid($"The body has no 'flow'. Its form is {Shape}.", "/flow"), inputs, strategy, timeout);
    }

    private static byte[] ReadDocument(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw JsonBody.Invalid("'flow' must be the flow document, a JSON object.", "/flow");
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return body[start..(int)reader.BytesConsumed].ToArray();
    }

    private static ValueMap ReadInputs(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.Null => ValueMap.Empty,
            JsonTokenType.StartObject => ValueJson.Read(ref reader).AsDict(),
            _ => throw JsonBody.Invalid("'inputs' must be a JSON object with START's inputs.", "/inputs"),
        };
    }

    private static OnError ReadStrategy(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType is JsonTokenType.String or JsonTokenType.Null ? StrategyOf(reader.GetString()) : StrategyOf(reader.TokenType.ToString());
    }

    private static double? ReadTimeout(ref Utf8JsonReader reader, double longest)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.Number when reader.TryGetDouble(out var seconds) => TimeoutOf(seconds, longest),
            _ => TimeoutOf(double.NaN, longest),
        };
    }
}

[Description("A flow and what to run it with.")]
internal sealed record ExecuteBody(
    [property: Description("The flow document.")] Dictionary<string, JsonElement> Flow,
    [property: Description("START's inputs.")] Dictionary<string, JsonElement>? Inputs = null,
    [property: Description("The default of every node's policy: abort (default), continue, skip or retry.")] string? ErrorStrategy = null,
    [property: Description("The run's deadline in seconds from its start, 30 days at most unless the server is configured otherwise; none by default.")] double? TimeoutSeconds = null);
