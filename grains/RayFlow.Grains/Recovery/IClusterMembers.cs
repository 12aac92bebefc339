namespace RayFlow.Grains.Recovery;

/// <summary>Who is in the cluster: the one detector of failures. A silo's name is new with every start of its process.</summary>
internal interface IClusterMembers
{
    /// <summary>This silo.</summary>
    string Self { get; }

    /// <summary>
    /// Those that may have runs in memory, as far as this silo knows: who is joining or leaving too. One that is not among them is dead if it was
    /// known of before the last <see cref="RefreshAsync"/> began: a silo becomes a member before it has a run, and a dead one never comes back.
    /// </summary>
    IReadOnlySet<string> Living { get; }

    /// <summary>Asks anew who is in the cluster; completes when <see cref="Living"/> says so.</summary>
    Task RefreshAsync(CancellationToken cancellationToken);

    /// <summary>Gives <see cref="Living"/> now and after each change.</summary>
    IAsyncEnumerable<IReadOnlySet<string>> WatchAsync(CancellationToken cancellationToken);
}
