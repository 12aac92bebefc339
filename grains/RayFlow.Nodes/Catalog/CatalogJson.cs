using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using RayFlow.Model.Nodes;
using RayFlow.Model.Values;

namespace RayFlow.Nodes.Catalog;

/// <summary>The catalogue as the body of <c>GET /api/nodes</c>.</summary>
public static class CatalogJson
{
    // Served as application/json, never inside a page: operators such as <= stay readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes <c>{"items": [...]}</c> as UTF-8, an item per node type with pins, exec pins, constants and configuration.</summary>
    public static byte[] Write(NodeCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var descriptor in catalog.Descriptors)
            {
                Write(json, descriptor);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, NodeDescriptor node)
    {
        json.WriteStartObject();
        json.WriteString("type", node.Type);
        json.WriteString("kind", Lower(node.Kind));
        json.WriteString("category", node.Category);
        json.WriteString("label", node.Label);
        json.WriteString("icon", node.Icon);
        json.WriteString("description", node.Description);
        json.WriteString("origin", Lower(node.Origin));
        json.WriteBoolean("broken", node.Problems.Count > 0);
        WriteAll(json, "errors", node.Problems, WriteProblem);
        WriteAll(json, "inputs", node.Inputs, WriteInput);
        WriteAll(json, "outputs", node.Outputs, WriteOutput);
        WriteAll(json, "exec_inputs", node.ExecInputs, static (json, name) => json.WriteStringValue(name));
        WriteAll(json, "exec_outputs", node.ExecOutputs.Append("exec-error"), static (json, name) => json.WriteStringValue(name));
        WriteAll(json, "constants", node.Constants, WriteSetting);
        WriteAll(json, "config", node.Config, WriteSetting);
        json.WriteBoolean("any_inputs", node.AnyInputs);
        json.WriteString("outputs_from", node.OutputsFrom switch
        {
            DynamicOutputs.ApiSchema => "api_schema",
            DynamicOutputs.Flow => "flow",
            _ => null,
        });
        json.WriteString("exec_outputs_from", node.ExecOutputsFrom switch
        {
            DynamicExecOutputs.Cases => "CASES",
            DynamicExecOutputs.Count => "COUNT",
            _ => null,
        });
        json.WriteBoolean("heavy", node.Heavy);
        json.WriteEndObject();
    }

    private static void WriteAll<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            write(json, item);
        }

        json.WriteEndArray();
    }

    private static void WriteProblem(Utf8JsonWriter json, NodeProblem problem)
    {
        json.WriteStartObject();
        json.WriteString("file", problem.File);
        json.WriteNumber("line", problem.Line);
        json.WriteNumber("column", problem.Column);
        json.WriteString("message", problem.Message);
        json.WriteEndObject();
    }

    private static void WriteInput(Utf8JsonWriter json, InputPin pin)
    {
        json.WriteStartObject();
        json.WriteString("name", pin.Name);
        json.WriteString("type", pin.Type.ToString());
        json.WriteBoolean("required", pin.Required);
        WriteValue(json, "default", pin.Default);
        json.WriteString("description", pin.Description);
        json.WriteEndObject();
    }

    private static void WriteOutput(Utf8JsonWriter json, OutputPin pin)
    {
        json.WriteStartObject();
        json.WriteString("name", pin.Name);
        json.WriteString("type", pin.Type.ToString());
        json.WriteString("description", pin.Description);
        json.WriteEndObject();
    }

    private static void WriteSetting(Utf8JsonWriter json, Setting setting)
    {
        json.WriteStartObject();
        json.WriteString("name", setting.Name);
        json.WriteString("type", setting.Type.ToString());
        WriteValue(json, "default", setting.Default);
        json.WriteBoolean("required", setting.Required);
        WriteAll(json, "choices", setting.Choices ?? [], ValueJson.Write);
        WriteNumber(json, "minimum", setting.Minimum);
        WriteNumber(json, "maximum", setting.Maximum);
        json.WriteString("description", setting.Description);
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, string name, Value? value)
    {
        json.WritePropertyName(name);
        ValueJson.Write(json, value ?? Value.Null);
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string Lower<T>(T name)
        where T : struct, Enum => name.ToString().ToLowerInvariant();
}
