using System.Runtime.CompilerServices;
using Xunit;

namespace RayFlow.EmbeddedPostgres.Tests;

/// <summary>A test of what happens when root starts the server.</summary>
internal sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            Skip = "Only root on Linux hands the server to another user.";
        }
    }
}
