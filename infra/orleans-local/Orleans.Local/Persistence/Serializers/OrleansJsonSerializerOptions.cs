using Newtonsoft.Json;

namespace Orleans.Serialization;

/// <summary>Options of the JSON that state is stored in.</summary>
public class OrleansJsonSerializerOptions
{
    /// <summary>The settings; their defaults are those of Orleans.</summary>
    public JsonSerializerSettings JsonSerializerSettings { get; set; } = new()
    {
        TypeNameHandling = TypeNameHandling.All,
        PreserveReferencesHandling = PreserveReferencesHandling.Objects,
        DateFormatHandling = DateFormatHandling.IsoDateFormat,
        DefaultValueHandling = DefaultValueHandling.Ignore,
        MissingMemberHandling = MissingMemberHandling.Ignore,
        NullValueHandling = NullValueHandling.Ignore,
        ConstructorHandling = ConstructorHandling.AllowNonPublicDefaultConstructor,
        TypeNameAssemblyFormatHandling = TypeNameAssemblyFormatHandling.Simple,
        Formatting = Formatting.None,
    };
}
