namespace Orleans.Serialization.Cloning;

/// <summary>Remembers, while one message is copied, which object was copied to which, so that shared references stay shared and cycles end.</summary>
internal sealed class CopyContext
{
    [ThreadStatic]
    private static CopyContext? _cached;

    private readonly Dictionary<object, object> _copies = new(ReferenceEqualityComparer.Instance);

    public static CopyContext Rent()
    {
        var context = _cached ?? new CopyContext();
        _cached = null;
        return context;
    }

    public void Return()
    {
        _copies.Clear();
        _cached = this;
    }

    public bool TryGetCopy<T>(T original, out T copy)
        where T : class
    {
        if (_copies.TryGetValue(original, out var found))
        {
            copy = (T)found;
            return true;
        }

        copy = null!;
        return false;
    }

    public void Record(object original, object copy) => _copies[original] = copy;
}
