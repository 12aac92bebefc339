using RayFlow.Model.Values;
using RayFlow.Storage.Values;

namespace RayFlow.Grains.Values;

/// <summary>Reads what entries, snapshots and rows mention.</summary>
internal sealed class StoredValues(RunValues values)
{
    // What is read at once is in memory twice for a moment, as bytes and as values.
    private const long MostBytesAtOnce = 64 * 1024 * 1024;

    /// <summary>Values by what they are found by; one query unless they are very many bytes.</summary>
    /// <param name="runId">Whose.</param>
    /// <param name="references">What they are found by; the same one may come again.</param>
    /// <param name="large">Is to know them; null: nobody is.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="InvalidDataException">One of them is not there.</exception>
    public async Task<IReadOnlyDictionary<string, Value>> ReadAsync(string runId, IEnumerable<string> references, LargeValues? large, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var batch in Batches(references.Distinct(StringComparer.Ordinal)))
        {
            var read = await values.ReadAsync(runId, [.. batch.Select(reference => reference.Hash)], cancellationToken);
            foreach (var reference in batch)
            {
                var value = ValueJson.Parse(read[reference.Hash]);
                found.Add(reference.ToString(), value);
                large?.Remember(value, reference.ToString());
            }
        }

        return found;
    }

    private static IEnumerable<List<ValueReference>> Batches(IEnumerable<string> references)
    {
        var (batch, bytes) = (new List<ValueReference>(), 0L);
        foreach (var reference in references.Select(ValueReference.Parse))
        {
            if (batch.Count > 0 && bytes + reference.Bytes > MostBytesAtOnce)
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }

            batch.Add(reference);
            bytes += reference.Bytes;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }
}
