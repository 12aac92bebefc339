using RayFlow.GrainInterfaces.Flows;
using RayFlow.GrainInterfaces.Triggers;
using RayFlow.Grains.Triggers;
using RayFlow.Model.Flows;
using RayFlow.Storage.Flows;

namespace RayFlow.Grains.Flows;

/// <summary>A saved flow. The document is stored before the version that names it, and the index last: a crash leaves at worst a document nobody names.</summary>
internal sealed class FlowGrain(
    [PersistentState("flow", StorageNames.Flows)] IPersistentState<SavedFlowState> stored,
    FlowDocuments documents,
    FlowIndex index,
    CompiledFlows flows,
    FlowLimits limits,
    TimeProvider time) : Grain, IFlowGrain
{
    private string Name => this.GetPrimaryKeyString();

    private SavedVersion? Latest => stored.State.Versions.Count == 0 ? null : stored.State.Versions[^1];

    public async Task<SaveFlowResult> SaveAsync(SaveFlow request, CancellationToken cancellationToken)
    {
        var problems = await flows.ValidateAsync(request.Document, Name, cancellationToken);
        var parsed = FlowDocumentParser.Parse(request.Document, limits);
        if (parsed.Document is null)
        {
            return new SaveFlowResult(null, false, false, problems);
        }

        if (request.IfVersion is { } expected && expected != (Latest?.Version ?? 0))
        {
            return new SaveFlowResult(Latest is { } present ? Of(present) : null, false, true, problems);
        }

        var hash = CompiledFlows.Hash(request.Document);
        if (Latest?.Hash == hash)
        {
            await IndexAsync(Latest, cancellationToken); // a crash may have come between the flow and its index
            return new SaveFlowResult(Of(Latest), false, false, problems);
        }

        await documents.PutAsync(hash, request.Document, cancellationToken);
        await index.KeepAsync(Name, stored.State.LastVersion + 1, hash, cancellationToken);
        var (before, after) = (stored.State.OnEvent, Subscription.Of(parsed.Document));
        if (after is not null)
        {
            // Before the flow: an event that finds a subscription without a flow asks the flow and lets it be.
            await GrainFactory.GetGrain<IEventGrain>(after).SubscribeAsync(Name, cancellationToken);
        }

        stored.State.OnEvent = after;
        var version = new SavedVersion { Version = stored.State.LastVersion + 1, Hash = hash, SavedAt = time.GetUtcNow(), Description = parsed.Document.Description };
        stored.State.Versions.Add(version);
        stored.State.LastVersion = version.Version;
        await CommitAsync(cancellationToken);
        await UnsubscribeAsync(before != after ? before : null, cancellationToken);
        await IndexAsync(version, cancellationToken);
        return new SaveFlowResult(Of(version), true, false, problems);
    }

    public async Task<FlowVersion?> GetAsync(int? version, CancellationToken cancellationToken)
    {
        var found = await FindAsync(version, cancellationToken);
        return found is null ? null : found with { Document = await documents.GetAsync(found.Hash, cancellationToken) };
    }

    public Task<FlowVersion?> FindAsync(int? version, CancellationToken cancellationToken)
    {
        var found = version is null ? Latest : stored.State.Versions.Find(item => item.Version == version);
        return Task.FromResult(found is null ? null : Of(found));
    }

    public Task<IReadOnlyList<FlowVersion>> GetVersionsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<FlowVersion>>([.. stored.State.Versions.AsEnumerable().Reverse().Select(Of)]);

    public async Task<bool?> DeleteAsync(int? ifVersion, CancellationToken cancellationToken)
    {
        if (Latest is not { } latest)
        {
            return false;
        }

        if (ifVersion is { } expected && expected != latest.Version)
        {
            return null;
        }

        var subscribed = stored.State.OnEvent;
        stored.State.Versions.Clear();
        stored.State.OnEvent = null;
        await CommitAsync(cancellationToken);
        await UnsubscribeAsync(subscribed, cancellationToken);
        await index.DeleteAsync(Name, cancellationToken);
        return true;
    }

    private Task UnsubscribeAsync(string? name, CancellationToken cancellationToken) =>
        name is null ? Task.CompletedTask : GrainFactory.GetGrain<IEventGrain>(name).UnsubscribeAsync(Name, cancellationToken);

    private Task IndexAsync(SavedVersion version, CancellationToken cancellationToken) =>
        index.UpsertAsync(new FlowRow(Name, version.Version, version.Hash, version.SavedAt, version.Description), cancellationToken);

    private async Task CommitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await stored.WriteStateAsync(cancellationToken);
        }
        catch
        {
            // What is in memory may not be what is stored; the next call reads it anew.
            DeactivateOnIdle();
            throw;
        }
    }

    private FlowVersion Of(SavedVersion version) => new(Name, version.Version, version.Hash, version.SavedAt, version.Description);
}
