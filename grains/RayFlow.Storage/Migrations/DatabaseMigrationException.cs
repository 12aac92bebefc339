namespace RayFlow.Storage.Migrations;

/// <summary>A database that this program must not work on.</summary>
public sealed class DatabaseMigrationException : Exception
{
    /// <summary>Says which database, what is wrong and what to do.</summary>
    public DatabaseMigrationException(string message)
        : base(message)
    {
    }
}
