using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Io;

[Node("io_file_read", Label = "Read file", Icon = "file-input",
    Description = "The text (UTF-8) of a file in the server's folder of files. Fails with path_refused ('..', absolute, a symbolic link, a folder), "
        + "file_not_found, bad_encoding, too_large or file_failed.")]
internal sealed class FileRead : EffectNode
{
    [Input(Description = "Relative to the folder of files.")]
    public required string Path { get; set; }

    [Output]
    public string Content { get; private set; } = "";

    public override async Task RunAsync(NodeContext context, CancellationToken cancellationToken) =>
        Content = await FileRoot.Of(context).ReadAsync(Path, cancellationToken);
}
