using System.Globalization;

namespace RayFlow.Cli.Server;

/// <summary>A data folder that no other process uses at the moment. Folders are used again, since making a database takes a while.</summary>
internal sealed class DataSlot : IDisposable
{
    private const int Most = 64;

    private readonly FileStream _lock;

    private DataSlot(string folder, FileStream @lock) => (Folder, _lock) = (folder, @lock);

    public string Folder { get; }

    public static DataSlot Take(string root)
    {
        Directory.CreateDirectory(root);
        for (var number = 1; number <= Most; number++)
        {
            var folder = Path.Combine(root, number.ToString(CultureInfo.InvariantCulture));
            try
            {
                // The lock goes with the process, however it ends.
                return new DataSlot(folder, new FileStream(folder + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException) when (File.Exists(folder + ".lock"))
            {
                // Another command uses this one.
            }
        }

        throw new CliException(ExitCode.NoServer, $"All {Most} data folders in {root} are in use. Start a server with 'rayflow up' and let the commands share it.");
    }

    public void Dispose() => _lock.Dispose();
}
