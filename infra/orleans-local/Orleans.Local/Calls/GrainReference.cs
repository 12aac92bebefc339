namespace Orleans.Runtime;

/// <summary>A reference to a grain. The classes that implement grain interfaces derive from it and are emitted.</summary>
public class GrainReference : IAddressable, IEquatable<GrainReference>, ISpanFormattable
{
    private MessageTarget? _target;

    internal GrainReference(GrainRuntime runtime, GrainId grainId)
    {
        Runtime = runtime;
        GrainId = grainId;
    }

    /// <summary>The grain's id.</summary>
    public GrainId GrainId { get; }

    /// <summary>The name of the interface.</summary>
    public virtual string InterfaceName => "";

    /// <summary>The interface.</summary>
    public GrainInterfaceType InterfaceType => new(InterfaceName);

    internal GrainRuntime Runtime { get; }

    /// <summary>Where the last call went; the next one tries there first.</summary>
    internal MessageTarget? Target
    {
        get => _target;
        set => _target = value;
    }

    /// <summary>A reference to the grain as another of its interfaces.</summary>
    public virtual TGrainInterface Cast<TGrainInterface>()
        where TGrainInterface : IAddressable => this.AsReference<TGrainInterface>();

    /// <summary>A hash that is the same in every process.</summary>
    public uint GetUniformHashCode() => GrainId.GetUniformHashCode();

    /// <summary>Whether both refer to the same grain.</summary>
    public bool Equals(GrainReference? other) => other is not null && GrainId.Equals(other.GrainId);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    /// <inheritdoc/>
    public override int GetHashCode() => GrainId.GetHashCode();

    /// <summary>Whether both refer to the same grain.</summary>
    public static bool operator ==(GrainReference? reference1, GrainReference? reference2) => reference1 is null ? reference2 is null : reference1.Equals(reference2);

    /// <summary>Whether they refer to different grains.</summary>
    public static bool operator !=(GrainReference? reference1, GrainReference? reference2) => !(reference1 == reference2);

    /// <inheritdoc/>
    public sealed override string ToString() => $"GrainReference:{GrainId}:{InterfaceName}";

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => ToString();

    bool ISpanFormattable.TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        destination.TryWrite($"GrainReference:{GrainId}:{InterfaceName}", out charsWritten);
}
