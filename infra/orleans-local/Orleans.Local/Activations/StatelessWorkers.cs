namespace Orleans.Runtime;

/// <summary>The activations that share the requests of one stateless worker grain on one silo.</summary>
internal sealed class StatelessWorkers(Silo silo, GrainClass grainClass, GrainId grainId) : MessageTarget
{
    private readonly List<Activation> _workers = [];
    private int _next;

    /// <inheritdoc/>
    public override bool TryEnqueue(Turn turn)
    {
        lock (_workers)
        {
            if (silo.IsStopped)
            {
                return false;
            }

            while (true)
            {
                var worker = Choose();
                if (worker.TryEnqueue(turn))
                {
                    return true;
                }

                _workers.Remove(worker);
            }
        }
    }

    private Activation Choose()
    {
        if (_workers.Find(static worker => worker.IsIdle) is { } idle)
        {
            return idle;
        }

        if (_workers.Count < grainClass.MaxWorkers)
        {
            var worker = new Activation(silo, grainClass, grainId);
            _workers.Add(worker);
            silo.Add(worker);
            worker.Start();
            return worker;
        }

        return _workers[_next++ % _workers.Count];
    }
}
