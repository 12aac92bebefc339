namespace Orleans.Hosting;

/// <summary>Whether calls carry the current activity.</summary>
internal sealed class ActivityPropagation
{
    public bool Enabled { get; set; }
}
