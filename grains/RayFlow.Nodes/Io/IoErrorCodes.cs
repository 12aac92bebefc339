namespace RayFlow.Nodes.Io;

/// <summary>
/// The codes with which <c>io_*</c> nodes fail, beside those of every node. They never change. A retry is useless only where nothing outside of the
/// flow can make a difference: a path that leads out of the root, an URL that is none. What depends on files, names and servers may be tried again.
/// </summary>
public static class IoErrorCodes
{
    /// <summary>The server has no access to files or to the network for nodes.</summary>
    public const string NotConfigured = "not_configured";

    /// <summary>An URL is none, or not of http or https.</summary>
    public const string BadUrl = "bad_url";

    /// <summary>A header's name or value is none, or the node sets it itself.</summary>
    public const string BadHeader = "bad_header";

    /// <summary>A destination is not on the public internet, and the configuration does not allow it.</summary>
    public const string AddressRefused = "address_refused";

    /// <summary>There was no connection, or it broke.</summary>
    public const string ConnectionFailed = "connection_failed";

    /// <summary>There was no complete answer in time.</summary>
    public const string Timeout = "timeout";

    /// <summary>One redirect led to the next too often, or from https to http.</summary>
    public const string BadRedirect = "bad_redirect";

    /// <summary>A path leads out of the root, or over a symbolic link.</summary>
    public const string PathRefused = "path_refused";

    /// <summary>There is no such file.</summary>
    public const string FileNotFound = "file_not_found";

    /// <summary>A file is not UTF-8, an answer is not in the charset that it names, or a text cannot be written in its charset.</summary>
    public const string BadEncoding = "bad_encoding";

    /// <summary>The operating system refused; the message is its own.</summary>
    public const string FileFailed = "file_failed";
}
