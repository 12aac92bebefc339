namespace Orleans.TestingHost;

/// <summary>What tells apart the silos of a test cluster.</summary>
public sealed class InProcessTestSiloSpecificOptions
{
    /// <summary>The silo's name.</summary>
    public string SiloName { get; set; } = "";

    /// <summary>The port that the silo shows.</summary>
    public int SiloPort { get; set; }

    /// <summary>The port that its gateway shows.</summary>
    public int GatewayPort { get; set; }
}
