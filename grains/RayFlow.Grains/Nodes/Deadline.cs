namespace RayFlow.Grains.Nodes;

/// <summary>A token that is cancelled after a time of any length; timers reach 49.7 days, and a longer time is waited for in pieces.</summary>
internal sealed class Deadline : IDisposable
{
    private static readonly TimeSpan LongestPiece = TimeSpan.FromDays(30);

    private readonly CancellationTokenSource _source = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private TimeSpan _left = Timeout.InfiniteTimeSpan;
    private bool _isDisposed;

    public Deadline(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(static state => ((Deadline)state!).Go(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>Lets the time run. Once.</summary>
    public void Start(TimeSpan limit)
    {
        _left = limit;
        Go();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
        }

        _timer.Dispose();
    }

    private void Go()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            if (_left > TimeSpan.Zero)
            {
                var piece = _left < LongestPiece ? _left : LongestPiece;
                _left -= piece;
                _timer.Change(piece, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        _source.Cancel();
    }
}
