using System.Text.Json;

namespace Orleans.Serialization;

/// <summary>Options of the plain JSON that state is stored in.</summary>
public sealed class SystemTextJsonGrainStorageSerializerOptions
{
    /// <summary>The options.</summary>
    public JsonSerializerOptions JsonSerializerOptions { get; } = new();
}
