using System.ComponentModel.DataAnnotations;

namespace RayFlow.Api;

/// <summary>How the REST API behaves: the configuration section <c>RayFlow:Api</c>.</summary>
public sealed class ApiOptions
{
    /// <summary>The configuration section's name.</summary>
    public const string Section = "RayFlow:Api";

    /// <summary>
    /// Keys of which a caller must send one, as <c>Authorization: Bearer KEY</c> or <c>X-Api-Key: KEY</c>. Empty (the default): no
    /// key is asked for, and only loopback addresses may be listened on. At least 16 characters each.
    /// </summary>
    public IList<string> ApiKeys { get; init; } = [];

    /// <summary>
    /// Names beside localhost that requests over a loopback connection may call this server by, for a reverse proxy on the same
    /// machine. Without ports. Default: none.
    /// </summary>
    public IList<string> AllowedHosts { get; init; } = [];

    /// <summary>Origins of web pages that may change something here, such as <c>http://localhost:5173</c>. Default: this server's own.</summary>
    public IList<string> AllowedOrigins { get; init; } = [];

    /// <summary>The largest request body in bytes; default 16 MiB. A larger one is refused with 413.</summary>
    [Range(1024, 1 << 30)]
    public int MaxBodyBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// Memory that the bodies of all requests may take at once while they are read, in bytes; default 256 MiB, at least three of the largest bodies. A request
    /// for which there is none is refused with 429 <c>busy</c>.
    /// </summary>
    public long MaxBodiesBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>
    /// The longest deadline that a caller may ask for, in seconds; a longer one is refused with 400. Default: what runs take,
    /// <c>RayFlow:Runs:MaxTimeoutSeconds</c>, which is 30 days by default.
    /// </summary>
    [Range(1, double.MaxValue)]
    public double MaxTimeoutSeconds { get; set; } = 30 * 24 * 3600;

    /// <summary>Seconds without an event after which an event stream sends a comment, so that proxies keep it open; 1 to 20, default 15.</summary>
    [Range(1, 20)]
    public int HeartbeatSeconds { get; init; } = 15;

    /// <summary>The folder with the built editor; default: <c>editor</c> beside the program, else <c>client/editor/dist</c> of the checkout.</summary>
    public string? EditorFolder { get; init; }
}
