using System.Security.Cryptography;
using System.Text;
using RayFlow.Model.Nodes;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Io;

/// <summary>The folder of <c>io_file_*</c> nodes. Nothing outside of it can be named, and symbolic links in it are not followed.</summary>
/// <param name="options">Where it is, and how large files may be.</param>
public sealed class FileRoot(IoOptions options)
{
    private const int Stripes = 64;

    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.FileRoot));
    private readonly SemaphoreSlim[] _writers = [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(1))];

    /// <summary>The server's folder of files.</summary>
    /// <exception cref="NodeException"><c>not_configured</c></exception>
    internal static FileRoot Of(NodeContext context) => context.Services.GetService(typeof(FileRoot)) as FileRoot
        ?? throw new NodeException(IoErrorCodes.NotConfigured, "This server gives its nodes no access to files.");

    /// <summary>The text of a file.</summary>
    /// <exception cref="NodeException">See <see cref="IoErrorCodes"/>.</exception>
    internal async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var full = Resolve(path);
        try
        {
            var bytes = await ReadBytesAsync(full, path, cancellationToken);
            return Charset.Utf8.GetString(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(Encoding.UTF8.Preamble.Length) : bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new NodeException(IoErrorCodes.BadEncoding, $"'{path}' is not UTF-8.", retryable: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Failed(failure, path);
        }
    }

    /// <summary>
    /// Replaces a file's content or adds to its end; folders are made. Whoever reads the file, and whoever looks after a crash, finds
    /// all of it or nothing. Answers with the bytes written.
    /// </summary>
    /// <exception cref="NodeException">See <see cref="IoErrorCodes"/>.</exception>
    internal async Task<long> WriteAsync(string path, string content, bool append, string idempotencyKey, CancellationToken cancellationToken)
    {
        var full = Resolve(path);
        var bytes = Encode(path, content);
        var writer = _writers[(uint)string.GetHashCode(full, StringComparison.OrdinalIgnoreCase) % Stripes];
        await writer.WaitAsync(cancellationToken);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            var before = append && File.Exists(full) ? await ReadBytesAsync(full, path, cancellationToken) : [];
            if (before.Length + bytes.LongLength > options.MaxFileBytes)
            {
                throw TooLarge(path, retryable: before.Length > 0);
            }

            await ReplaceAsync(full, [.. before, .. bytes], idempotencyKey, cancellationToken);
            return bytes.Length;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Failed(failure, path);
        }
        finally
        {
            writer.Release();
        }
    }

    // The name is that of the attempt's node instance, so that what a crash left behind is overwritten by the next attempt.
    private static async Task ReplaceAsync(string full, byte[] content, string idempotencyKey, CancellationToken cancellationToken)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{idempotencyKey}\n{full}")).AsSpan(0, 8));
        var beside = Path.Combine(Path.GetDirectoryName(full)!, $".rayflow-{digest}.tmp");
        try
        {
            await using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous))
            {
                await file.WriteAsync(content, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, full, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }

    private async Task<byte[]> ReadBytesAsync(string full, string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.Asynchronous);
        return await BoundedRead.ToEndAsync(file, options.MaxFileBytes, () => TooLarge(path, retryable: true), cancellationToken);
    }

    /// <summary>The place of a path, which must be relative and stay inside.</summary>
    private string Resolve(string path)
    {
        var steps = path.Split('/', '\\');
        if (path.Length == 0 || Path.IsPathRooted(path) || steps.Any(step => step is ".." || step.AsSpan().ContainsAny(Path.GetInvalidFileNameChars())))
        {
            throw new NodeException(IoErrorCodes.PathRefused, $"'{path}' is not a path inside the folder of files. Write it relative to that folder, without '..'.");
        }

        var place = _root;
        foreach (var step in steps.Where(step => step is not ("" or ".")))
        {
            place = Path.Combine(place, step);
            if (new FileInfo(place).LinkTarget is not null)
            {
                throw new NodeException(IoErrorCodes.PathRefused, $"'{path}' leads over a symbolic link.", retryable: true);
            }
        }

        return place != _root && !Directory.Exists(place)
            ? place
            : throw new NodeException(IoErrorCodes.PathRefused, $"'{path}' is a folder.", retryable: true);
    }

    private static byte[] Encode(string path, string content)
    {
        try
        {
            return Charset.Utf8.GetBytes(content);
        }
        catch (EncoderFallbackException)
        {
            throw new NodeException(IoErrorCodes.BadEncoding, $"The content for '{path}' has half a surrogate pair, which UTF-8 cannot hold.");
        }
    }

    private NodeException TooLarge(string path, bool retryable) =>
        new(NodeErrorCodes.TooLarge, $"'{path}' is or would be larger than {options.MaxFileBytes} bytes, the limit of RayFlow:Io:MaxFileBytes.", retryable);

    private NodeException Failed(Exception failure, string path) => failure is FileNotFoundException or DirectoryNotFoundException
        ? new NodeException(IoErrorCodes.FileNotFound, $"There is no file '{path}'.", retryable: true)
        : new NodeException(IoErrorCodes.FileFailed, failure.Message.Replace(_root, "", StringComparison.Ordinal), retryable: true);
}
