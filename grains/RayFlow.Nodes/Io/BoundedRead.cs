namespace RayFlow.Nodes.Io;

/// <summary>Reads what may be endless.</summary>
internal static class BoundedRead
{
    /// <summary>Everything that a stream has, unless it is more than the limit.</summary>
    public static async Task<byte[]> ToEndAsync(Stream stream, long limit, Func<Exception> tooLarge, CancellationToken cancellationToken)
    {
        using var held = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            if (held.Length + read > limit)
            {
                throw tooLarge();
            }

            held.Write(buffer, 0, read);
        }

        return held.ToArray();
    }
}
