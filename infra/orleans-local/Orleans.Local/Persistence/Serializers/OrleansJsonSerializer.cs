using Microsoft.Extensions.Options;
using Newtonsoft.Json;

namespace Orleans.Serialization;

/// <summary>Reads and writes JSON by Newtonsoft.Json, in the form that Orleans stores state in.</summary>
public class OrleansJsonSerializer(IOptions<OrleansJsonSerializerOptions> options)
{
    private readonly JsonSerializerSettings _settings = options.Value.JsonSerializerSettings;

    /// <summary>The JSON of an object.</summary>
    public string Serialize(object? item, Type expectedType) => JsonConvert.SerializeObject(item, expectedType, _settings);

    /// <summary>The object of JSON; null for blank input.</summary>
    public object? Deserialize(Type expectedType, string? input) => string.IsNullOrWhiteSpace(input) ? null : JsonConvert.DeserializeObject(input, expectedType, _settings);
}
