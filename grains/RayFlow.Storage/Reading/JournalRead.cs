using RayFlow.Storage.Grouping;
using RayFlow.Storage.Journals;
using RayFlow.Storage.Writing;

namespace RayFlow.Storage.Reading;

/// <summary>A run's journal that waits to be read.</summary>
internal sealed class JournalRead(Guid runId) : PendingOperation
{
    private readonly TaskCompletionSource<RunJournal> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(long Sequence, byte[] Payload)> _entries = [];
    private JournalSnapshot? _snapshot;

    public Guid RunId { get; } = runId;

    public override long Bytes => 64;

    /// <summary>A journal is read while a run is activated, and somebody waits for that: he is told of the outage before his call times out.</summary>
    public override TimeSpan Patience { get; } = TimeSpan.FromSeconds(5);

    public Task<RunJournal> Completion => _completion.Task;

    public override void Fail(Exception error) => _completion.TrySetException(error);

    /// <summary>Forgets what an attempt has brought.</summary>
    public void Clear()
    {
        _snapshot = null;
        _entries.Clear();
    }

    public void Add(bool isSnapshot, long sequence, byte[] payload)
    {
        if (isSnapshot)
        {
            _snapshot = new JournalSnapshot(sequence, payload);
        }
        else
        {
            _entries.Add((sequence, payload));
        }
    }

    public void Complete()
    {
        // They come in order as things are, but nobody has promised it.
        _entries.Sort(static (left, right) => left.Sequence.CompareTo(right.Sequence));
        var journal = new RunJournal();
        var next = (_snapshot?.Length ?? 0) + 1;
        foreach (var (sequence, _) in _entries)
        {
            if (sequence != next++)
            {
                journal.LoadDamaged(_entries[^1].Sequence, $"The journal of run '{RunId:N}' is damaged: entry {next - 1} is missing before entry {sequence}.");
                _completion.TrySetResult(journal);
                return;
            }
        }

        journal.Load(_snapshot, _entries.ConvertAll(entry => (ReadOnlyMemory<byte>)entry.Payload));
        _completion.TrySetResult(journal);
    }
}
