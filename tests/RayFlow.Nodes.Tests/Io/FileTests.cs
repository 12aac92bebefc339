using System.ComponentModel.Design;
using RayFlow.Model.Values;
using RayFlow.Nodes.Catalog;
using RayFlow.Nodes.Io;
using Xunit;

namespace RayFlow.Nodes.Tests.Io;

public sealed class FileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rayflow-files-");

    private string Root => Path.Combine(_folder.FullName, "root");

    [Fact]
    public async Task Write_ThenRead_GivesTheTextBack()
    {
        var written = await WriteAsync("a/b/c.txt", "zwölf 😀\r\n");

        Assert.Equal(13L, written.Outputs!["bytes_written"]);
        Assert.Equal("zwölf 😀\r\n", (await ReadAsync("a/b/c.txt")).Outputs!["content"]);
        Assert.Equal(["c.txt"], Directory.GetFiles(Path.Combine(Root, "a/b")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Write_OverAFile_ReplacesOrAppends()
    {
        await WriteAsync("x.txt", "first, and long");
        await WriteAsync("x.txt", "second");
        var appended = await WriteAsync("x.txt", "-third", "append");
        await WriteAsync("new.txt", "n", "append");

        Assert.Equal(6L, appended.Outputs!["bytes_written"]);
        Assert.Equal("second-third", (await ReadAsync("x.txt")).Outputs!["content"]);
        Assert.Equal("n", (await ReadAsync("new.txt")).Outputs!["content"]);
    }

    [Fact]
    public async Task Append_ByManyAtOnce_LosesNothing()
    {
        var root = new FileRoot(Options());

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => root.WriteAsync("log.txt", $"{i}\n", append: true, $"key {i}", CancellationToken.None)));

        var lines = (await root.ReadAsync("log.txt", CancellationToken.None)).TrimEnd().Split('\n').Select(int.Parse).Order();
        Assert.Equal(Enumerable.Range(0, 50), lines);
    }

    [Fact]
    public async Task Read_WhileTheFileIsReplaced_SeesOneOfTheTwo()
    {
        var root = new FileRoot(Options());
        var (a, b) = (new string('a', 100_000), new string('b', 100_000));
        await root.WriteAsync("x.txt", a, append: false, "key", CancellationToken.None);

        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await root.WriteAsync("x.txt", i % 2 == 0 ? b : a, append: false, "key", CancellationToken.None);
            }
        });
        var seen = new HashSet<string>();
        while (!writing.IsCompleted)
        {
            seen.Add(await root.ReadAsync("x.txt", CancellationToken.None));
        }

        await writing;
        Assert.All(seen, content => Assert.Contains(content, (string[])[a, b]));
    }

    [Fact]
    public async Task Write_ThatIsCancelled_LeavesTheFileAsItWas()
    {
        await WriteAsync("x.txt", "old");
        var stopped = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new FileRoot(Options()).WriteAsync("x.txt", "new", append: false, "key", stopped));

        Assert.Equal("old", (await ReadAsync("x.txt")).Outputs!["content"]);
        Assert.Single(Directory.GetFiles(Root));
    }

    [Theory]
    [InlineData("../outside.txt")]
    [InlineData("a/../../outside.txt")]
    [InlineData("a/../inside.txt")]
    [InlineData("..")]
    [InlineData("..\\outside.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("//server/share")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("./")]
    [InlineData("a\0b")]
    public async Task Path_ThatIsNotInside_IsRefused(string path)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "outside.txt"), "secret");
        Directory.CreateDirectory(Path.Combine(Root, "a"));

        Assert.Equal("path_refused", (await ReadAsync(path)).Error!.Code);
        Assert.Equal("path_refused", (await WriteAsync(path, "x")).Error!.Code);
        Assert.Equal("secret", await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "outside.txt")));
    }

    [Theory]
    [InlineData("link.txt")]
    [InlineData("linked/outside.txt")]
    [InlineData("dangling")]
    [InlineData("inner.txt")]
    public async Task Path_OverASymbolicLink_IsRefused(string path)
    {
        var outside = Path.Combine(_folder.FullName, "outside.txt");
        await File.WriteAllTextAsync(outside, "secret");
        Directory.CreateDirectory(Root);
        await File.WriteAllTextAsync(Path.Combine(Root, "file.txt"), "inside");
        File.CreateSymbolicLink(Path.Combine(Root, "link.txt"), outside);
        File.CreateSymbolicLink(Path.Combine(Root, "inner.txt"), "file.txt");
        File.CreateSymbolicLink(Path.Combine(Root, "dangling"), Path.Combine(_folder.FullName, "not-yet.txt"));
        Directory.CreateSymbolicLink(Path.Combine(Root, "linked"), _folder.FullName);

        Assert.Equal("path_refused", (await ReadAsync(path)).Error!.Code);
        Assert.Equal("path_refused", (await WriteAsync(path, "x")).Error!.Code);
        Assert.Equal("secret", await File.ReadAllTextAsync(outside));
        Assert.False(File.Exists(Path.Combine(_folder.FullName, "not-yet.txt")));
    }

    [Fact]
    public async Task Root_ThatIsASymbolicLink_IsFollowed()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "elsewhere"));
        Directory.CreateSymbolicLink(Root, Path.Combine(_folder.FullName, "elsewhere"));

        await WriteAsync("x.txt", "x");

        Assert.Equal("x", await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "elsewhere", "x.txt")));
    }

    [Fact]
    public async Task Path_OfAFolder_IsRefused()
    {
        Directory.CreateDirectory(Path.Combine(Root, "a"));

        Assert.Equal("path_refused", (await ReadAsync("a")).Error!.Code);
        Assert.Equal("path_refused", (await WriteAsync("a", "x")).Error!.Code);
    }

    [Fact]
    public async Task Read_OfNoFile_FailsAndNamesThePathAsGiven()
    {
        var error = (await ReadAsync("a/none.txt")).Error!;

        Assert.Equal(("file_not_found", "There is no file 'a/none.txt'."), (error.Code, error.Message));
    }

    [Fact]
    public async Task Failure_ThatTimeCanMend_MayBeRetried()
    {
        Directory.CreateDirectory(Path.Combine(Root, "folder"));
        await File.WriteAllBytesAsync(Path.Combine(Root, "large.txt"), new byte[1001]);
        await File.WriteAllBytesAsync(Path.Combine(Root, "latin1.txt"), [0xE9]);
        await File.WriteAllTextAsync(Path.Combine(Root, "full.txt"), new string('x', 900));
        File.CreateSymbolicLink(Path.Combine(Root, "link.txt"), "full.txt");

        NodeResult[] mendable =
        [
            await ReadAsync("none.txt"), await ReadAsync("folder"), await ReadAsync("large.txt"), await ReadAsync("latin1.txt"), await ReadAsync("link.txt"),
            await WriteAsync("full.txt", new string('x', 200), "append"), await WriteAsync("full.txt/below.txt", "x"),
        ];
        NodeResult[] hopeless =
            [await ReadAsync("../outside.txt"), await ReadAsync("/etc/passwd"), await WriteAsync("x.txt", new string('x', 1001)), await WriteAsync("x.txt", "\ud800")];

        Assert.All(mendable, result => Assert.True(result.Error!.Retryable, result.Error.Message));
        Assert.All(hopeless, result => Assert.False(result.Error!.Retryable, result.Error.Message));
    }

    [Fact]
    public async Task Write_BelowAFile_FailsWithoutNamingTheRoot()
    {
        await WriteAsync("x.txt", "x");

        var error = (await WriteAsync("x.txt/y.txt", "y")).Error!;

        Assert.Equal("file_failed", error.Code);
        Assert.DoesNotContain(_folder.FullName, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_BeyondTheLimit_FailsWithTooLarge()
    {
        await WriteAsync("x.txt", new string('x', 600));
        Directory.CreateDirectory(Root);
        await File.WriteAllBytesAsync(Path.Combine(Root, "large.txt"), new byte[1001]);

        Assert.Equal("too_large", (await WriteAsync("x.txt", new string('x', 401), "append")).Error!.Code);
        Assert.Equal("too_large", (await WriteAsync("y.txt", new string('x', 1001))).Error!.Code);
        Assert.Equal("too_large", (await ReadAsync("large.txt")).Error!.Code);
        Assert.Equal(600, (await ReadAsync("x.txt")).Outputs!["content"].AsStr().Length);
    }

    [Fact]
    public async Task Text_ThatIsNotUtf8_FailsWithBadEncoding()
    {
        Directory.CreateDirectory(Root);
        await File.WriteAllBytesAsync(Path.Combine(Root, "latin1.txt"), [0x63, 0xE9]);
        await File.WriteAllBytesAsync(Path.Combine(Root, "marked.txt"), [0xEF, 0xBB, 0xBF, 0x61]);

        Assert.Equal("bad_encoding", (await ReadAsync("latin1.txt")).Error!.Code);
        Assert.Equal("a", (await ReadAsync("marked.txt")).Outputs!["content"]);
        Assert.Equal("bad_encoding", (await WriteAsync("x.txt", "\ud800")).Error!.Code);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private IoOptions Options() => new() { FileRoot = Root, MaxFileBytes = 1_000_000 };

    private Task<NodeResult> ReadAsync(string path) => RunAsync("io_file_read", ("path", path));

    private Task<NodeResult> WriteAsync(string path, string content, string mode = "overwrite") =>
        RunAsync("io_file_write", ("MODE", mode), ("path", path), ("content", content));

    private async Task<NodeResult> RunAsync(string type, params (string, Value)[] inputs)
    {
        using var services = new ServiceContainer();
        services.AddService(typeof(FileRoot), new FileRoot(new IoOptions { FileRoot = Root, MaxFileBytes = 1000 }));
        return await NodeCall.RunAsync(type, Contexts.New(services: services), inputs);
    }
}
