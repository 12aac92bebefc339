using System.Text.Json.Nodes;
using RayFlow.Testing.Flows;

namespace RayFlow.EndToEnd.Tests.Durability;

/// <summary>A flow of ten effects, one after the other, each of which writes its idempotency key to a ledger outside RayFlow.</summary>
internal static class LedgerFlow
{
    public const int Steps = 10;

    /// <summary>The folder with the node that writes the ledger.</summary>
    public static string Nodes { get; } = Path.Combine(AppContext.BaseDirectory, "nodes");

    /// <summary>The body of a request for one run.</summary>
    public static JsonObject Request(string ledger, int number, string effect = "test_write_ledger")
    {
        var flow = new FlowBuilder("number:int");
        var (last, value) = ("start", "start.number");
        for (var step = 0; step < Steps; step++)
        {
            var (add, write) = ($"add{step}", $"write{step}");
            flow.Node(add, "math_add").Input("y", 1L).Node(write, effect).Input("file", ledger)
                .Exec(last, write).Data(value, $"{add}.x").Data($"{add}.result", $"{write}.value");
            (last, value) = (write, $"{write}.value");
        }

        flow.Return().Exec(last, "return").Data(value, "return.sum");
        return new JsonObject { ["flow"] = JsonNode.Parse(flow.ToJson()), ["inputs"] = new JsonObject { ["number"] = number } };
    }
}
