using System.Text.Json;
using RayFlow.Nodes.Catalog;
using Xunit;

namespace RayFlow.Nodes.Tests.Catalog;

public sealed class CatalogJsonTests
{
    [Fact]
    public void Write_OfTheCatalogue_HasAnItemPerType()
    {
        var items = Items(NodeCatalog.BuiltIn);

        Assert.Equal(NodeCatalog.BuiltIn.Descriptors.Select(node => node.Type), items.Select(item => item.GetProperty("type").GetString()));
        Assert.Equal(["return", "start"], items.Take(6).Select(item => item.GetProperty("type").GetString()).Where(type => type is "start" or "return"));
    }

    [Fact]
    public void Write_OfAPureNode_HasItsPinsAndConstants() => Assert.Equal(
        """{"type":"logic_compare","kind":"pure","category":"logic","label":"Compare","icon":"scale","origin":"builtin","broken":false,"errors":[],"inputs":[{"name":"a","type":"any","required":true,"default":null,"description":""},{"name":"b","type":"any","required":true,"default":null,"description":""}],"outputs":[{"name":"result","type":"bool","description":""}],"exec_inputs":["exec-in"],"exec_outputs":["exec-out","exec-error"],"constants":[{"name":"OPERATOR","type":"str","default":"==","required":false,"choices":["==","!=","<",">","<=",">="],"minimum":null,"maximum":null,"description":""}],"config":[],"any_inputs":false,"outputs_from":null,"exec_outputs_from":null,"heavy":false}""",
        WithoutDescription("logic_compare"));

    [Fact]
    public void Write_OfAControlNode_HasWhereItsPinsComeFrom()
    {
        Assert.Contains("\"outputs_from\":\"api_schema\"", WithoutDescription("start"), StringComparison.Ordinal);
        Assert.Contains("\"exec_inputs\":[]", WithoutDescription("start"), StringComparison.Ordinal);
        Assert.Contains("\"exec_outputs\":[\"exec-error\"]", WithoutDescription("return"), StringComparison.Ordinal);
        Assert.Contains("\"any_inputs\":true", WithoutDescription("return"), StringComparison.Ordinal);
        Assert.Contains("\"minimum\":100,\"maximum\":599", WithoutDescription("return"), StringComparison.Ordinal);
        Assert.Contains("\"exec_outputs_from\":\"CASES\"", WithoutDescription("logic_switch"), StringComparison.Ordinal);
        Assert.Contains("\"exec_outputs_from\":\"COUNT\"", WithoutDescription("flow_sequence"), StringComparison.Ordinal);
        Assert.Contains("\"outputs_from\":\"flow\"", WithoutDescription("flow_call"), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_OfABrokenNode_SaysWhyAndWhere()
    {
        using var folder = new NodeFolder().With("text/broken.cs", "public class");
        using var catalog = folder.Load();

        var item = Items(catalog).Single(item => item.GetProperty("type").GetString() == "text_broken");

        Assert.True(item.GetProperty("broken").GetBoolean());
        Assert.Equal("user", item.GetProperty("origin").GetString());
        var error = item.GetProperty("errors")[0];
        Assert.Equal(("text/broken.cs", 1, 13), (error.GetProperty("file").GetString(), error.GetProperty("line").GetInt32(), error.GetProperty("column").GetInt32()));
    }

    private static List<JsonElement> Items(NodeCatalog catalog) =>
        [.. JsonDocument.Parse(CatalogJson.Write(catalog)).RootElement.GetProperty("items").EnumerateArray()];

    private static string WithoutDescription(string type)
    {
        var item = Items(NodeCatalog.BuiltIn).Single(item => item.GetProperty("type").GetString() == type);
        var description = item.GetProperty("description").GetRawText();
        return item.GetRawText().Replace($"\"description\":{description},\"origin\"", "\"origin\"", StringComparison.Ordinal);
    }
}
