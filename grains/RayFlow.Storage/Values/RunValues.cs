using Npgsql;
using NpgsqlTypes;
using RayFlow.Storage.Databases;
using RayFlow.Storage.Runs;

namespace RayFlow.Storage.Values;

/// <summary>Reads the large values of runs.</summary>
public sealed class RunValues(NpgsqlDataSource database)
{
    /// <summary>Values of a run by hash, in one query.</summary>
    /// <param name="runId">32 hexadecimal digits.</param>
    /// <param name="hashes">64 lower-case hexadecimal digits each.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="FormatException"><paramref name="runId"/> is not a run id, or a hash is not hexadecimal.</exception>
    /// <exception cref="InvalidDataException">One of them is not there.</exception>
    /// <exception cref="StorageUnavailableException">The database is away.</exception>
    public async Task<IReadOnlyDictionary<string, byte[]>> ReadAsync(string runId, IReadOnlyCollection<string> hashes, CancellationToken cancellationToken)
    {
        if (hashes.Count == 0)
        {
            return new Dictionary<string, byte[]>();
        }

        var (run, wanted) = (RunIds.Parse(runId), hashes.Distinct().Select(Convert.FromHexString).ToArray());
        var rows = await database.QueryAsync(
            "SELECT hash, payload FROM run_values WHERE run_id = $1 AND hash = ANY($2)",
            parameters => parameters.With(run, NpgsqlDbType.Uuid).With(wanted, NpgsqlDbType.Array | NpgsqlDbType.Bytea),
            reader => KeyValuePair.Create(Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(0)), reader.GetFieldValue<byte[]>(1)),
            cancellationToken);
        var found = new Dictionary<string, byte[]>(rows, StringComparer.Ordinal);
        return hashes.FirstOrDefault(hash => !found.ContainsKey(hash)) is { } missing
            ? throw new InvalidDataException($"The values of run '{runId}' are damaged: '{missing}' is mentioned and not there.")
            : found;
    }
}
