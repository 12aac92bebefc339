using System.Text.Json;
using RayFlow.Model.Values;

namespace RayFlow.Model.Flows.Parsing;

/// <summary>Reads the fields of one object of a document; what is not as it must be is reported and read as if it were absent. JSON null is absent too.</summary>
/// <param name="element">The object.</param>
/// <param name="place">What problems are problems of.</param>
/// <param name="path">The way from there to the object: <c>/data/policy</c>, or empty.</param>
/// <param name="found">Where problems go.</param>
internal readonly struct ObjectReader(JsonElement element, Place place, string path, FlowProblems found)
{
    public Place Place { get; } = place;

    public JsonElement.ObjectEnumerator Fields => element.EnumerateObject();

    public bool TryGet(string name, out JsonElement value) =>
        element.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>The same object as part of something that is known by now.</summary>
    public ObjectReader At(Place known) => new(element, known, path, found);

    public string? Text(string name)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        ReportType(name, value, "text");

        // Ids that are numbers are meant as their digits; taking them so keeps one problem from becoming many.
        return value.ValueKind == JsonValueKind.Number ? value.GetRawText() : null;
    }

    public ObjectReader? Object(string name)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            return new ObjectReader(value, Place, PathTo(name), found);
        }

        ReportType(name, value, "an object");
        return null;
    }

    public JsonElement? Array(string name)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            return value;
        }

        ReportType(name, value, "a list");
        return null;
    }

    public ValueMap Map(string name) =>
        TryGet(name, out var value) && Expect(name, value, JsonValueKind.Object, "an object") && Convert(name, value) is { } map ? map.AsDict() : ValueMap.Empty;

    public bool? Bool(string name) =>
        TryGet(name, out var value) && (value.ValueKind is JsonValueKind.True or JsonValueKind.False || !ReportType(name, value, "true or false"))
            ? value.GetBoolean()
            : null;

    public double? Number(string name) =>
        TryGet(name, out var value) && Expect(name, value, JsonValueKind.Number, "a number") && Convert(name, value) is { } number ? number.AsFloat() : null;

    public IReadOnlyList<string> Texts(string name)
    {
        if (Array(name) is not { } list)
        {
            return [];
        }

        var texts = new List<string>(list.GetArrayLength());
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.String)
            {
                texts.Add(item.GetString()!);
            }
            else if (found.HasRoom())
            {
                ReportTypeAt($"{PathTo(name)}/{index}", item, "text");
            }

            index++;
        }

        return texts;
    }

    /// <summary>The value of a field as values are; null after a report if it holds a number that is too large. An absent field is <see cref="Value.Null"/>.</summary>
    public Value? Any(string name) => TryGet(name, out var value) ? Convert(name, value) : Value.Null;

    /// <inheritdoc cref="Any(string)"/>
    public Value? Any(JsonProperty field) => Convert(field.Name, field.Value);

    /// <summary>Reports a problem of a field, or of the object itself if the name is empty. The place starts the sentence.</summary>
    public void Report(DiagnosticCode code, string name, string rest) => Add(code, PathTo(name), rest);

    /// <inheritdoc cref="FlowProblems.HasRoom"/>
    public bool HasRoom() => found.HasRoom();

    private static JsonElement? TooLarge(JsonElement element, ref string at)
    {
        if (element.ValueKind == JsonValueKind.Number && !(element.TryGetDouble(out var real) && double.IsFinite(real)))
        {
            return element;
        }

        var before = at;
        var children = element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().Select(entry => (Name: Pointers.Escape(entry.Name), entry.Value)),
            JsonValueKind.Array => element.EnumerateArray().Select((item, index) => (Name: $"{index}", Value: item)),
            _ => [],
        };
        foreach (var (name, child) in children)
        {
            at = $"{before}/{name}";
            if (TooLarge(child, ref at) is { } inner)
            {
                return inner;
            }
        }

        at = before;
        return null;
    }

    private static string KindWords(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };

    private Value? Convert(string name, JsonElement value)
    {
        try
        {
            return ValueJson.From(value);
        }
        catch (JsonException)
        {
            var at = PathTo(name);
            var text = TooLarge(value, ref at)?.GetRawText() ?? "";
            Add(DiagnosticCodes.UnreadableValue, at, $": the number {(text.Length > 40 ? text[..40] + "…" : text)} in '{Words(at)}' is too large for a 64-bit float. Write a smaller number, or text.");
            return null;
        }
    }

    private bool Expect(string name, JsonElement value, JsonValueKind kind, string words) =>
        value.ValueKind == kind || !ReportType(name, value, words);

    private bool ReportType(string name, JsonElement value, string wanted) => ReportTypeAt(PathTo(name), value, wanted);

    /// <summary>Always true, so that it can stand in a condition.</summary>
    private bool ReportTypeAt(string at, JsonElement value, string wanted)
    {
        Add(DiagnosticCodes.WrongType, at, $": '{Words(at)}' is {KindWords(value.ValueKind)}, but it must be {wanted}.");
        return true;
    }

    private void Add(DiagnosticCode code, string at, string rest) =>
        found.Add(code.At(Place.Pointer + at, $"{Place.Words}{rest}", Place.NodeId, Place.EdgeId));

    private string PathTo(string name) => name.Length == 0 ? path : $"{path}/{Pointers.Escape(name)}";

    private static string Words(string at) => at.TrimStart('/').Replace('/', '.');
}
