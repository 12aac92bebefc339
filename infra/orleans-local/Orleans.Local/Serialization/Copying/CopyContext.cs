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

    /// <summary>The copy of an object, or null if it was not copied yet.</summary>
    public object? Find(object original) => _copies.Count == 0 ? null : _copies.GetValueOrDefault(original);

    public void Record(object original, object copy) => _copies[original] = copy;
}
