using System.Text;
using System.Text.Json;
using RayFlow.Api.Errors;
using RayFlow.Model.Values;

namespace RayFlow.Api.Bodies;

/// <summary>Reads request bodies; what is not JSON is refused with its line and column.</summary>
internal static class JsonBody
{
    /// <summary>How deep a body may nest: as deep as values, so that everything in it can be handed on.</summary>
    public const int MaxDepth = ValueJson.MaxDepth;

    public static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>Reads a whole body as one value; an empty body is null.</summary>
    public static Value ReadValue(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            return Value.Null;
        }

        var reader = new Utf8JsonReader(body, Options);
        try
        {
            reader.Read();
            var value = ValueJson.Read(ref reader);
            reader.Read();
            return value;
        }
        catch (Exception error) when (IsSyntax(error))
        {
            throw NotJson(error, in reader, body);
        }
    }

    /// <summary>Reads a whole body as a dict; an empty body is an empty dict.</summary>
    public static ValueMap ReadDict(ReadOnlySpan<byte> body, string what) => body.IsEmpty
        ? ValueMap.Empty
        : ReadValue(body) is { Kind: ValueKind.Dict } value ? value.AsDict() : throw Invalid($"The body must be a JSON object: {what}.");

    /// <summary>Checks that a body is one JSON object, without making anything of it.</summary>
    public static void RequireObject(ReadOnlySpan<byte> body, string what)
    {
        var reader = new Utf8JsonReader(body, Options);
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw Invalid($"The body must be a JSON object: {what}.");
            }

            while (reader.Read())
            {
                // The reader checks the syntax as it goes.
            }
        }
        catch (Exception error) when (IsSyntax(error))
        {
            throw NotJson(error, in reader, body);
        }
    }

    public static RefusedRequestException Invalid(string detail, string? pointer = null) => new(new Problem(
        ProblemKind.InvalidRequest,
        detail,
        pointer is null ? null : writer => writer.WriteString("pointer"u8, pointer)));

    /// <summary>Whether the reader found the text at fault; it says so of strings that no text can hold in a way of its own.</summary>
    public static bool IsSyntax(Exception error) => error is JsonException or InvalidOperationException { Source: "System.Text.Json.Rethrowable" or "System.Text.Json" };

    /// <summary>The refusal of a body on which the reader stumbled.</summary>
    public static RefusedRequestException NotJson(Exception error, in Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        var at = error is JsonException { LineNumber: { } line, BytePositionInLine: { } offset }
            ? Place(body, (int)line, (int)offset)
            : Place(body[..(int)reader.TokenStartIndex]);
        if (reader.CurrentDepth >= MaxDepth - 1)
        {
            return Refuse(ProblemKind.JsonTooDeep, $"The body nests deeper than {MaxDepth} levels at line {at.Line}, column {at.Column}. Flatten it.", at);
        }

        return Refuse(ProblemKind.InvalidJson, $"Line {at.Line}, column {at.Column}: {Reason(error, body)}", at);
    }

    private static RefusedRequestException Refuse(ProblemKind kind, string detail, (int Line, int Column) at) => new(new Problem(kind, detail, writer =>
    {
        writer.WriteNumber("line"u8, at.Line);
        writer.WriteNumber("column"u8, at.Column);
    }));

    /// <summary>What the parser said, without its own way of telling the place.</summary>
    private static string Reason(Exception error, ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            return "the body is empty.";
        }

        var text = error.Message;
        var end = text.IndexOf(" LineNumber:", StringComparison.Ordinal);
        end = end < 0 ? text.IndexOf(" Path:", StringComparison.Ordinal) : end;
        return end < 0 ? text : text[..end];
    }

    private static (int Line, int Column) Place(ReadOnlySpan<byte> body, int line, int offset)
    {
        var rest = body;
        for (var i = 0; i < line && rest.IndexOf((byte)'\n') is >= 0 and var end; i++)
        {
            rest = rest[(end + 1)..];
        }

        return (line + 1, Encoding.UTF8.GetCharCount(rest[..Math.Min(offset, rest.Length)]) + 1);
    }

    private static (int Line, int Column) Place(ReadOnlySpan<byte> before) =>
        (before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1);
}
