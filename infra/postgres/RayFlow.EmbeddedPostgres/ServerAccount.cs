namespace RayFlow.EmbeddedPostgres;

/// <summary>
/// The account that the server's programs run under. PostgreSQL refuses to run as root, so root starts them as the
/// owner of the data, which is <c>nobody</c> for data that is new.
/// </summary>
/// <remarks>
/// Where that account cannot reach the programs or the data, because a folder above them is closed (such as
/// <c>/root</c>), the server keeps the one capability that opens folders for reading (<c>CAP_DAC_READ_SEARCH</c>), or
/// where a container does not grant it, <c>CAP_DAC_OVERRIDE</c>: nothing has to be copied, and no mode of a folder that
/// is not ours changes. See capabilities(7).
/// </remarks>
internal sealed record ServerAccount(IReadOnlyList<string> Prefix)
{
    private const string Nobody = "65534:65534";
    private static readonly string[] Capabilities = ["", "dac_read_search", "dac_override"];

    /// <summary>Chooses the account, and gives it the folder if that is new.</summary>
    public static async Task<ServerAccount> ChooseAsync(DataFolder folder, PostgresPrograms programs, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return new ServerAccount([]);
        }

        if (!OperatingSystem.IsLinux())
        {
            throw new PostgresServerException("PostgreSQL does not run as root. Start RayFlow as another user, or configure a connection string.");
        }

        var owner = await OwnerAsync(folder, cancellationToken);
        foreach (var capability in Capabilities)
        {
            var account = new ServerAccount(Drop(owner, capability));
            if (await account.CanReachAsync(folder, programs, cancellationToken))
            {
                return account;
            }
        }

        throw new PostgresServerException(
            $"PostgreSQL does not run as root, and the account {owner} that would run it cannot reach '{folder.Path}' or '{programs.Directory}'. " +
            "Use a data folder and a checkout whose parent folders everybody may enter, start RayFlow as another user, or configure a connection string.");
    }

    /// <summary>The command with the change of account before it.</summary>
    public IEnumerable<string> Command(string program, params IEnumerable<string> arguments) => [.. Prefix, program, .. arguments];

    private static async Task<string> OwnerAsync(DataFolder folder, CancellationToken cancellationToken)
    {
        var found = (await RunAsync(["stat", "-c", "%u:%g", folder.Path], folder, cancellationToken)).Expect("stat").Output;
        var owner = found.StartsWith("0:", StringComparison.Ordinal) ? Nobody : found;
        // The folder comes last: once it belongs to the account, so does all in it.
        (await RunAsync(["chown", owner, folder.PasswordFile, folder.Path], folder, cancellationToken))
            .Expect($"Giving '{folder.Path}' to the account {owner}");
        return owner;
    }

    private static string[] Drop(string owner, string capability)
    {
        var (user, group) = (owner.Split(':')[0], owner.Split(':')[1]);
        // The secure bit lets access(2), by which initdb looks for its fellow programs, count capabilities of a user but root.
        string[] keep = capability.Length == 0 ? [] : [$"--inh-caps=+{capability}", $"--ambient-caps=+{capability}", "--securebits=+no_setuid_fixup"];
        return ["setpriv", $"--reuid={user}", $"--regid={group}", "--clear-groups", .. keep, "--"];
    }

    private async Task<bool> CanReachAsync(DataFolder folder, PostgresPrograms programs, CancellationToken cancellationToken)
    {
        var test = Command("sh", "-c", "cd \"$1\" && test -w . && test -x \"$2\" && test -r \"$3\"", "sh", folder.Path, programs.Server, programs.InitDb);
        return (await RunAsync(test, folder, cancellationToken)).ExitCode == 0;
    }

    private static async Task<ProgramRun> RunAsync(IEnumerable<string> command, DataFolder folder, CancellationToken cancellationToken)
    {
        try
        {
            return await ProgramRun.ExecuteAsync(command, folder.Path, null, cancellationToken);
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new PostgresServerException(
                $"PostgreSQL does not run as root, and '{command.First()}', which would start it as another user, cannot be run: {error.Message}", error);
        }
    }
}
