using RayFlow.GrainInterfaces.Flows;
using RayFlow.Grains.Triggers;
using RayFlow.Model.Flows;
using RayFlow.Storage.Flows;

namespace RayFlow.Grains.Flows;

/// <summary>
/// A saved flow. What is saved is the database's, which orders saves and deletions; the grain only remembers the latest version, which every start
/// of a run asks for. Calls interleave: none sees more or less than the database would say, but for a second after another activation has saved.
/// </summary>
[Reentrant]
internal sealed class FlowGrain(SavedFlows saved, FlowDocuments documents, CompiledFlows flows, FlowLimits limits, TimeProvider time) : Grain, IFlowGrain
{
    // Now and then a grain has two activations for a while, and each must learn what the other has saved.
    private static readonly TimeSpan Trusted = TimeSpan.FromSeconds(1);

    private (FlowRow? Row, long ReadAt)? _latest;
    private int _changes;

    private string Name => this.GetPrimaryKeyString();

    public async Task<SaveFlowResult> SaveAsync(SaveFlow request, CancellationToken cancellationToken)
    {
        var problems = await flows.ValidateAsync(request.Document, Name, cancellationToken);
        if (FlowDocumentParser.Parse(request.Document, limits).Document is not { } document)
        {
            return new SaveFlowResult(null, false, false, problems);
        }

        var draft = new FlowDraft(
            CompiledFlows.Hash(request.Document), request.Document, time.GetUtcNow(), document.Description, Subscription.Of(document), Subscription.InputsOf(document));
        var save = await ChangeAsync(() => saved.SaveAsync(Name, draft, request.IfVersion, cancellationToken));
        return new SaveFlowResult(save.Latest is { } latest ? Of(latest) : null, save.IsNew, save.IsConflict, problems);
    }

    public async Task<FlowVersion?> GetAsync(int? version, CancellationToken cancellationToken)
    {
        var found = await FindAsync(version, cancellationToken);
        return found is null ? null : found with { Document = await documents.GetAsync(found.Hash, cancellationToken) };
    }

    public async Task<FlowVersion?> FindAsync(int? version, CancellationToken cancellationToken)
    {
        var latest = await LatestAsync(cancellationToken);
        var found = version is null || version == latest?.Version ? latest : await saved.FindAsync(Name, version, cancellationToken);
        return found is null ? null : Of(found);
    }

    public async Task<IReadOnlyList<FlowVersion>> GetVersionsAsync(CancellationToken cancellationToken) =>
        [.. (await saved.VersionsAsync(Name, cancellationToken)).Select(Of)];

    public Task<bool?> DeleteAsync(int? ifVersion, CancellationToken cancellationToken) => ChangeAsync(() => saved.DeleteAsync(Name, ifVersion, cancellationToken));

    private async Task<T> ChangeAsync<T>(Func<Task<T>> change)
    {
        try
        {
            return await change();
        }
        finally
        {
            // Whatever became of it: what was read before it, and what is being read at this moment, may not be the latest any more.
            _changes++;
            _latest = null;
        }
    }

    private async Task<FlowRow?> LatestAsync(CancellationToken cancellationToken)
    {
        if (_latest is { } known && time.GetElapsedTime(known.ReadAt) < Trusted)
        {
            return known.Row;
        }

        var (changes, readAt) = (_changes, time.GetTimestamp());
        var row = await saved.FindAsync(Name, null, cancellationToken);
        if (changes == _changes)
        {
            _latest = (row, readAt);
        }

        return row;
    }

    private static FlowVersion Of(FlowRow row) => new(row.Name, row.Version, row.Hash, row.SavedAt, row.Description);
}
