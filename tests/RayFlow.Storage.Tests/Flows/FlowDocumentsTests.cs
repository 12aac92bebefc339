using System.Security.Cryptography;
using RayFlow.Storage.Flows;
using RayFlow.Storage.Tests.Fixtures;

namespace RayFlow.Storage.Tests.Flows;

public sealed class FlowDocumentsTests(StorageFixture database) : IClassFixture<StorageFixture>, IAsyncDisposable
{
    private static readonly TimeSpan Age = TimeSpan.FromDays(30);
    private readonly FlowDocuments _documents = new(database.Source);
    private readonly SavedFlows _flows = new(database.Source);
    private readonly TestSilo _silo = database.StartSilo();

    public async ValueTask DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task Put_Twice_KeepsTheDocument()
    {
        var document = RandomNumberGenerator.GetBytes(100_000);
        var hash = Convert.ToHexStringLower(SHA256.HashData(document));
        Assert.Null(await _documents.GetAsync(hash, CancellationToken.None));

        await _documents.PutAsync(hash, document, CancellationToken.None);
        await _documents.PutAsync(hash, document, CancellationToken.None);

        Assert.Equal(document, await _documents.GetAsync(hash, CancellationToken.None));
    }

    [Fact]
    public async Task Put_UnderAnotherHash_IsRefused()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => _documents.PutAsync("abcd", "{}"u8.ToArray(), CancellationToken.None));

        Assert.StartsWith("'abcd' is not the SHA-256 of the document, which is '44136fa3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeleteUnused_DeletesWhatNothingRefersTo()
    {
        var (young, unused, saved, ofRun, other) = (await PutAsync(30), await PutAsync(32), await PutAsync(32), await PutAsync(400), await PutAsync(33));
        await SaveAsync("kept", saved, 32);
        await RunAsync(ofRun, 399);
        await RunAsync(new string('a', 64), 399);

        Assert.Equal(2, await _documents.DeleteUnusedAsync(Age, 2, CancellationToken.None));

        var left = await Task.WhenAll(new[] { young, unused, saved, ofRun, other }.Select(IsThereAsync));
        Assert.Equal([true, false, true, true, false], left);
        await _flows.DeleteAsync("kept", null, CancellationToken.None);
        Assert.Equal(1, await _documents.DeleteUnusedAsync(Age, 2, CancellationToken.None));
        Assert.False(await IsThereAsync(saved));
    }

    [Fact]
    public async Task DeleteUnused_OfADocumentThatIsPutAtTheSameMoment_LeavesItThere()
    {
        // The start is first: it holds the row when the deletion comes.
        var hash = await PutAsync(40);
        await using (var connection = await database.Source.OpenConnectionAsync())
        {
            await using var start = new Npgsql.NpgsqlCommand($"BEGIN; UPDATE flow_documents SET used_at = now() WHERE hash = '\\x{hash}'", connection);
            await start.ExecuteNonQueryAsync();
            await _documents.DeleteUnusedAsync(Age, 10, CancellationToken.None);
            await using var commit = new Npgsql.NpgsqlCommand("COMMIT", connection);
            await commit.ExecuteNonQueryAsync();
        }

        Assert.True(await IsThereAsync(hash));

        // The deletion is first: the start waits for it, and stores the document again.
        await database.ExecuteAsync($"UPDATE flow_documents SET used_at = now() - interval '40 days' WHERE hash = '\\x{hash}'");
        Task put;
        await using (var connection = await database.Source.OpenConnectionAsync())
        {
            await using var deletion = new Npgsql.NpgsqlCommand($"BEGIN; DELETE FROM flow_documents WHERE hash = '\\x{hash}'", connection);
            await deletion.ExecuteNonQueryAsync();
            put = _documents.PutAsync(hash, _stored[hash], CancellationToken.None);
            await database.Source.UntilAsync("SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted");
            await using var commit = new Npgsql.NpgsqlCommand("COMMIT", connection);
            await commit.ExecuteNonQueryAsync();
        }

        await put;
        Assert.True(await IsThereAsync(hash));
    }

    [Fact]
    public async Task Put_OfADocumentThatIsThere_NotesThatItIsUsed()
    {
        var hash = await PutAsync(40);
        await _documents.PutAsync(hash, _stored[hash], CancellationToken.None);

        Assert.Equal(0, await _documents.DeleteUnusedAsync(Age, 10, CancellationToken.None));
        Assert.True(await IsThereAsync(hash));
    }

    private readonly Dictionary<string, byte[]> _stored = [];

    private async Task<string> PutAsync(int daysAgo)
    {
        var document = RandomNumberGenerator.GetBytes(100);
        var hash = Convert.ToHexStringLower(SHA256.HashData(document));
        await _documents.PutAsync(hash, document, CancellationToken.None);
        await database.ExecuteAsync($"UPDATE flow_documents SET used_at = now() - interval '{daysAgo} days' WHERE hash = '\\x{hash}'");
        _stored[hash] = document;
        return hash;
    }

    private async Task<bool> IsThereAsync(string hash) => await _documents.GetAsync(hash, CancellationToken.None) is not null;

    private async Task SaveAsync(string name, string hash, int daysAgo)
    {
        await _flows.SaveAsync(name, new FlowDraft(hash, _stored[hash], DateTimeOffset.UtcNow.AddDays(-daysAgo), "", null, []), null, CancellationToken.None);
        await database.ExecuteAsync($"UPDATE flow_documents SET used_at = now() - interval '{daysAgo} days' WHERE hash = '\\x{hash}'");
    }

    private async Task RunAsync(string flowHash, int daysAgo)
    {
        var run = await _silo.StartAsync();
        await run.WriteAsync(run.Batch(["one"], run.Row() with { FlowHash = flowHash, StartedAt = DateTimeOffset.UtcNow.AddDays(-daysAgo) }));
    }
}
