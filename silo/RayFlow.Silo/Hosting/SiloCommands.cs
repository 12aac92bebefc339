using RayFlow.Hosting;

namespace RayFlow.Silo.Hosting;

/// <summary>The commands that this program stands for, with their options.</summary>
internal static class SiloCommands
{
    /// <summary>The first argument of <c>rayflow silo</c>.</summary>
    public const string Silo = "silo";

    /// <summary><c>rayflow up</c>.</summary>
    public static readonly CommandLine Up = new(
        "Usage: rayflow up [--port 5080] [--data DIR] [--postgres CONNECTION] [--nodes DIR] [--silos N] [--SECTION:KEY VALUE]…",
        """
        Starts RayFlow on this machine: database, server, API and editor. Ctrl+C stops it.

        Usage: rayflow up [OPTIONS]

          --port PORT             The port to listen on, 127.0.0.1 only; 0: a free one. Default: 5080
          --data DIR              The folder for the database and files. Default: .rayflow
          --postgres CONNECTION   Use this PostgreSQL instead of an embedded one
          --nodes DIR             The folder of user nodes, CATEGORY/NAME.cs. Default: nodes
          --silos N               A cluster of so many silos, each a process, with a gateway on the port. Default: one process with everything
          --urls URLS             Where to listen; other than loopback only with API keys
          --SECTION:KEY VALUE     Any other entry of the configuration: infra/docs/operations.md
          -?, -h, --help          Show this
        """,
        "--port", "--urls", "--data", "--postgres", "--nodes", "--silos");

    /// <summary><c>rayflow silo</c>.</summary>
    public static readonly CommandLine OneSilo = new(
        "Usage: rayflow silo --postgres CONNECTION [--port 5081] [--data DIR] [--nodes DIR] [--SECTION:KEY VALUE]…",
        """
        Starts one silo of a cluster: it runs flows, and has no API. Gateways and other silos find it in the database. Ctrl+C stops it.

        Usage: rayflow silo --postgres CONNECTION [OPTIONS]

          --postgres CONNECTION   The cluster's database
          --port PORT             The port for health and dashboard, 127.0.0.1 only; 0: a free one. Default: 5081
          --data DIR              The folder for files. Default: .rayflow
          --nodes DIR             The folder of user nodes, CATEGORY/NAME.cs. Default: nodes
          --urls URLS             Where health and dashboard listen; other than loopback only with API keys
          --SECTION:KEY VALUE     Any other entry of the configuration, such as --RayFlow:Cluster:SiloPort 11111: infra/docs/operations.md
          -?, -h, --help          Show this
        """,
        "--port", "--urls", "--data", "--postgres", "--nodes");
}
