using System.Globalization;
using System.Security.Cryptography;

namespace RayFlow.EmbeddedPostgres;

/// <summary>The server's folder, held by this process alone until it is disposed.</summary>
internal sealed class DataFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string LockFile = "rayflow.lock";

    /// <summary>What the folder of the data is called.</summary>
    public const string ClusterName = "cluster";

    /// <summary>What the file is called that has the password.</summary>
    public const string PasswordFileName = "password";

    private readonly FileStream _held;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        _held = held;
    }

    public string Path { get; }

    public string Cluster => In(ClusterName);

    /// <summary>The cluster while initdb makes it; renamed when it is whole, so that a crash leaves no half of one.</summary>
    public string UnfinishedCluster => In("cluster.new");

    public string PasswordFile => In(PasswordFileName);

    public string Log => In("server.log");

    /// <summary>Makes the folder if needed and takes its lock, which the system releases when this process dies.</summary>
    public static DataFolder Open(string directory)
    {
        var path = System.IO.Path.GetFullPath(directory);
        try
        {
            Create(path);
            var held = Lock(path);
            try
            {
                var folder = new DataFolder(path, held);
                folder.EnsurePassword();
                return folder;
            }
            catch
            {
                held.Dispose();
                throw;
            }
        }
        catch (UnauthorizedAccessException error)
        {
            throw new PostgresServerException(
                $"The data folder '{path}' cannot be used: {error.Message} It belongs to another user, perhaps root. Start RayFlow as that user, or choose another folder.", error);
        }
    }

    public string ReadPassword() => File.ReadAllText(PasswordFile).Trim();

    public void Dispose() => _held.Dispose();

    private string In(string name) => System.IO.Path.Combine(Path, name);

    private static void Create(string path)
    {
        if (Directory.Exists(path))
        {
            if (!File.Exists(System.IO.Path.Combine(path, LockFile)) && Directory.EnumerateFileSystemEntries(path).Any())
            {
                throw new PostgresServerException($"The folder '{path}' holds other files. Choose a new or empty folder for PostgreSQL's data.");
            }
        }
        else if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            // Only the folder itself is closed to others: the parents keep what the user's umask gives them.
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    private static FileStream Lock(string path)
    {
        var owner = System.IO.Path.Combine(path, LockFile + ".owner");
        try
        {
            // Whoever holds the folder may delete it, which Windows allows only if the file was opened so.
            var share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;
            var held = new FileStream(System.IO.Path.Combine(path, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, share);
            File.WriteAllText(owner, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return held;
        }
        catch (IOException error) when (error is not (DirectoryNotFoundException or PathTooLongException))
        {
            var process = File.Exists(owner) ? File.ReadAllText(owner) : "unknown";
            throw new PostgresServerException(
                $"The data folder '{path}' is in use by process {process}. Stop that process, or choose another data folder.", error);
        }
    }

    private void EnsurePassword()
    {
        // A password without a cluster is of no use to anyone; a cluster keeps the password it was made with.
        if (File.Exists(PasswordFile) && new FileInfo(PasswordFile).Length > 0)
        {
            return;
        }

        if (Directory.Exists(Cluster))
        {
            throw new PostgresServerException($"'{PasswordFile}' is missing. Restore it, or remove '{Path}' to start with an empty database.");
        }

        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var file = new StreamWriter(PasswordFile, options);
        file.WriteLine(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)));
    }
}
