namespace RayFlow.EmbeddedPostgres;

/// <summary>What the server wrote to its log since this object was made.</summary>
internal sealed class ServerLog
{
    private const long Limit = 10 * 1024 * 1024;
    private const int Tail = 4000;
    private readonly string _path;
    private readonly long _start;

    /// <summary>Remembers the log's end; a log beyond 10 MiB begins anew.</summary>
    public ServerLog(string path)
    {
        _path = path;
        var file = new FileInfo(path);
        if (file is { Exists: true, Length: > Limit })
        {
            file.Delete();
            file.Refresh();
        }

        _start = file.Exists ? file.Length : 0;
    }

    public bool SaysMemoryInUse => Written().Contains("pre-existing shared memory block", StringComparison.Ordinal);

    public bool SaysAddressInUse => Written().Contains("ddress already in use", StringComparison.Ordinal);

    /// <summary>The last lines, 4,000 characters at most.</summary>
    public string Written()
    {
        if (!File.Exists(_path))
        {
            return "";
        }

        using var stream = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Seek(Math.Max(_start, stream.Length - Tail), SeekOrigin.Begin);
        return new StreamReader(stream).ReadToEnd().Trim();
    }
}
