using RayFlow.Cli;
using RayFlow.Nodes.Catalog;

namespace RayFlow.Api.Tests.Cli;

public sealed class NewNodeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rayflow-nodes");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("text/say_twice", "text_say_twice", "pure")]
    [InlineData("notify", "custom_notify", "effect")]
    public void NewNode_Written_CompilesIntoTheCatalogue(string name, string type, string kind)
    {
        string[] line = ["new", "node", name, "--folder", _folder.FullName, .. kind == "effect" ? (string[])["--effect"] : []];

        Assert.Equal(ExitCode.Done, RayFlowCommand.Create().Parse(line).Invoke());

        var catalog = NodeCatalog.Load(new NodeCatalogOptions { UserNodeDirectory = _folder.FullName });
        var node = catalog.Descriptors.Single(descriptor => descriptor.Type == type);
        Assert.Empty(node.Problems);
        Assert.Equal(kind, node.Kind.ToString(), ignoreCase: true);
        Assert.NotEmpty(node.Inputs);
        Assert.NotEmpty(node.Outputs);
    }

    [Fact]
    public void NewNode_FileThatExists_IsKept()
    {
        string[] line = ["new", "node", "text/mine", "--folder", _folder.FullName];
        RayFlowCommand.Create().Parse(line).Invoke();
        var path = Path.Combine(_folder.FullName, "text", "mine.cs");
        File.WriteAllText(path, "// mine");

        Assert.Throws<CliException>(() => RayFlowCommand.Create().Parse(line).Invoke(new() { EnableDefaultExceptionHandler = false }));

        Assert.Equal("// mine", File.ReadAllText(path));
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("Upper")]
    [InlineData("a/b/c")]
    [InlineData("1st")]
    public void NewNode_NameThatCannotBeAType_IsRefused(string name) => Assert.Throws<CliException>(
        () => RayFlowCommand.Create().Parse(["new", "node", name, "--folder", _folder.FullName]).Invoke(new() { EnableDefaultExceptionHandler = false }));
}
