using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Io;

[Node("io_file_write", Label = "Write file", Icon = "file-output",
    Description = "Writes a text (UTF-8) to a file in the server's folder of files, all of it or nothing; folders are made. Appending happens at "
        + "least once: again if the server crashes before the result is stored. Fails with path_refused ('..', absolute, a symbolic link, a "
        + "folder), bad_encoding, too_large or file_failed.")]
internal sealed class FileWrite : EffectNode
{
    [Constant(Choices = new object[] { "overwrite", "append" })]
    public string Mode { get; set; } = "overwrite";

    [Input(Description = "Relative to the folder of files.")]
    public required string Path { get; set; }

    [Input]
    public required string Content { get; set; }

    [Output(Description = "How many bytes this node wrote.")]
    public long BytesWritten { get; private set; }

    public override async Task RunAsync(NodeContext context, CancellationToken cancellationToken) =>
        BytesWritten = await FileRoot.Of(context).WriteAsync(Path, Content, Mode == "append", context.IdempotencyKey, cancellationToken);
}
