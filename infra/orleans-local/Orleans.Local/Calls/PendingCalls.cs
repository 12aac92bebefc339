namespace Orleans.Runtime;

/// <summary>The calls of one host that wait for an answer, so that those that wait for too long can be failed.</summary>
/// <remarks>A call is in one of several lists, chosen by processor, so that entering and leaving is a few nanoseconds.</remarks>
internal sealed class PendingCalls : IDisposable
{
    private static readonly TimeSpan MaxPeriod = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MinPeriod = TimeSpan.FromMilliseconds(20);

    private readonly Stripe[] _stripes = [.. Enumerable.Range(0, Environment.ProcessorCount * 2).Select(_ => new Stripe())];
    private Timer? _timer;
    private volatile Exception? _closed;

    /// <summary>Starts to look for calls that wait for too long.</summary>
    /// <param name="responseTimeout">The usual timeout, which determines how often it looks.</param>
    public void Start(TimeSpan responseTimeout)
    {
        var period = responseTimeout / 10;
        period = period < MinPeriod ? MinPeriod : period > MaxPeriod ? MaxPeriod : period;
        _timer = new Timer(static state => ((PendingCalls)state!).FailExpired(), this, period, period);
    }

    public void Enter(GrainCall call)
    {
        var stripe = _stripes[Thread.GetCurrentProcessorId() % _stripes.Length];
        lock (stripe)
        {
            call.Pending.Stripe = stripe;
            call.Pending.Next = stripe.First;
            if (stripe.First is { } first)
            {
                first.Pending.Previous = call;
            }

            stripe.First = call;
        }

        if (_closed is { } closed)
        {
            call.TryFail(closed);
        }
    }

    /// <summary>Fails the calls that a silo will never answer.</summary>
    public void FailCallsOf(Silo silo)
    {
        var reason = new SiloUnavailableException($"The target silo {silo.Details.SiloAddress} became unavailable.");
        Fail(call => ReferenceEquals(call.Activation?.Silo, silo), call => call.TryFail(reason));
    }

    /// <summary>Fails all calls that wait, and those that will be made.</summary>
    public void Close(Exception reason)
    {
        _closed = reason;
        _timer?.Dispose();
        Fail(static _ => true, call => call.TryFail(reason));
    }

    public void Dispose() => _timer?.Dispose();

    private void FailExpired()
    {
        var now = Environment.TickCount64;
        Fail(call => call.Deadline <= now, static call => call.OnTimeout());
    }

    private void Fail(Func<GrainCall, bool> selects, Action<GrainCall> fail)
    {
        foreach (var stripe in _stripes)
        {
            List<GrainCall>? selected = null;
            lock (stripe)
            {
                for (var call = stripe.First; call is not null; call = call.Pending.Next)
                {
                    if (selects(call))
                    {
                        (selected ??= []).Add(call);
                    }
                }
            }

            selected?.ForEach(fail);
        }
    }

    internal sealed class Stripe
    {
        public GrainCall? First { get; set; }
    }

    /// <summary>The place of a call in its list.</summary>
    internal struct Place
    {
        public Stripe? Stripe;
        public GrainCall? Next;
        public GrainCall? Previous;

        public void Leave(GrainCall call)
        {
            if (Stripe is not { } stripe)
            {
                return;
            }

            lock (stripe)
            {
                if (Previous is { } previous)
                {
                    previous.Pending.Next = Next;
                }
                else if (ReferenceEquals(stripe.First, call))
                {
                    stripe.First = Next;
                }

                if (Next is { } next)
                {
                    next.Pending.Previous = Previous;
                }

                Next = null;
                Previous = null;
                Stripe = null;
            }
        }
    }
}
