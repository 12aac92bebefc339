using Npgsql;
using NpgsqlTypes;

namespace RayFlow.Storage.Databases;

/// <summary>
/// A statement over arrays of equal length, one for each column, which reads or writes any number of rows at once; an array that is no
/// column may have any length. Statement and arrays are used again for every commit.
/// </summary>
internal sealed class ArrayStatement(string sql)
{
    private readonly List<Action> _clear = [];

    public NpgsqlBatchCommand Command { get; } = new(sql);

    /// <summary>How many rows its arrays have.</summary>
    public int Rows { get; private set; }

    /// <summary>The next column's values, <c>$1</c> for the first.</summary>
    public List<T> Column<T>(NpgsqlDbType type)
    {
        var values = new List<T>();
        Command.Parameters.Add(new NpgsqlParameter<List<T>> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });
        _clear.Add(values.Clear);
        return values;
    }

    /// <summary>Counts a row whose values were added to every column.</summary>
    public void RowAdded() => Rows++;

    public void Clear()
    {
        Rows = 0;
        foreach (var values in _clear)
        {
            values();
        }
    }
}
