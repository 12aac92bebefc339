namespace RayFlow.Cli;

/// <summary>Files that commands are given.</summary>
internal static class TextFile
{
    /// <summary>A file's bytes without a byte order mark; <c>-</c> is standard input.</summary>
    public static byte[] Read(string path)
    {
        try
        {
            var bytes = path == "-" ? ReadInput() : File.ReadAllBytes(path);
            return bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Wrong, $"{path} cannot be read: {error.Message}");
        }
    }

    private static byte[] ReadInput()
    {
        using var input = Console.OpenStandardInput();
        using var bytes = new MemoryStream();
        input.CopyTo(bytes);
        return bytes.ToArray();
    }
}
