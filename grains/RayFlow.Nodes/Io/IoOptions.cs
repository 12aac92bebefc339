namespace RayFlow.Nodes.Io;

/// <summary>What <c>io_*</c> nodes may reach. Section <c>RayFlow:Io</c>. Read at start; a change needs a restart.</summary>
public sealed class IoOptions
{
    /// <summary>The folder that <c>io_file_*</c> nodes cannot leave. It is made when it is first written to.</summary>
    public string FileRoot { get; set; } = "./files";

    /// <summary>
    /// Destinations that <c>io_http_request</c> may reach although they are in a private network: <c>host:port</c>, with the host as
    /// URLs write it (<c>localhost:8080</c>, <c>10.0.0.7:80</c>, <c>[::1]:9000</c>). A name is trusted whatever it resolves to.
    /// </summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>The largest response body in bytes, after decompression. Default: 10 MiB.</summary>
    public long MaxResponseBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>The largest file in bytes that is read or written. Default: 10 MiB.</summary>
    public long MaxFileBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>Checks every property.</summary>
    /// <exception cref="ArgumentException">One is not usable; the message names it and says what is expected.</exception>
    public void Validate()
    {
        if (string.IsNullOrWhiteSpace(FileRoot))
        {
            throw new ArgumentException("RayFlow:Io:FileRoot must name a folder.");
        }

        foreach (var entry in AllowedHosts)
        {
            if (!AllowedHost.TryParse(entry, out _))
            {
                throw new ArgumentException($"RayFlow:Io:AllowedHosts has the entry '{entry}', which is not host:port.");
            }
        }

        if (MaxResponseBytes <= 0 || MaxFileBytes <= 0)
        {
            throw new ArgumentException("RayFlow:Io:MaxResponseBytes and RayFlow:Io:MaxFileBytes must be positive.");
        }
    }
}
