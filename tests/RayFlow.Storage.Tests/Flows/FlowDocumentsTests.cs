using System.Security.Cryptography;
using RayFlow.Storage.Flows;
using RayFlow.Storage.Tests.Fixtures;

namespace RayFlow.Storage.Tests.Flows;

public sealed class FlowDocumentsTests(StorageFixture database) : IClassFixture<StorageFixture>
{
    private readonly FlowDocuments _documents = new(database.Source);

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
}
