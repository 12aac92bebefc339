namespace Orleans.Configuration;

/// <summary>Options of a silo.</summary>
public class SiloOptions
{
    /// <summary>The silo's name; made up if it is not given.</summary>
    public string SiloName { get; set; } = null!;
}
