using System.Collections;
using System.Data;
using System.Data.Common;

namespace Orleans.Storage;

/// <summary>The parameters of a query, with types, so that null has one too.</summary>
internal sealed class QueryParameters : IEnumerable
{
    private readonly List<(string Name, DbType Type, object? Value)> _values = [];

    public void Add(string name, int? value) => _values.Add((name, DbType.Int32, value));

    public void Add(string name, int value) => _values.Add((name, DbType.Int32, value));

    public void Add(string name, long value) => _values.Add((name, DbType.Int64, value));

    public void Add(string name, string? value) => _values.Add((name, DbType.String, value));

    public void Add(string name, byte[]? value) => _values.Add((name, DbType.Binary, value));

    public void Add(string name, DateTime value) => _values.Add((name, DbType.DateTime, value));

    public void AddTo(DbCommand command)
    {
        foreach (var (name, type, value) in _values)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.DbType = type;
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }
    }

    public IEnumerator GetEnumerator() => _values.GetEnumerator();
}
