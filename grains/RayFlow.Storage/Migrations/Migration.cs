using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RayFlow.Storage.Migrations;

/// <summary>One numbered step of the database's shape.</summary>
/// <param name="Number">Its place, from 1 without gaps.</param>
/// <param name="Name">What it is about.</param>
/// <param name="Sql">The statements.</param>
internal sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>Says whether a step is the one that was applied. Line ends do not count: a checkout may change them.</summary>
    public byte[] Checksum => SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n")));

    /// <summary>The steps of this program in order: the embedded files <c>NNNN_name.sql</c>.</summary>
    public static IReadOnlyList<Migration> ReadEmbedded()
    {
        var assembly = typeof(Migration).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
                .Select(name =>
                {
                    using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                    return new Migration(
                        int.Parse(name.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture),
                        name[5..^4],
                        reader.ReadToEnd());
                })
                .OrderBy(migration => migration.Number),
        ];
    }
}
