using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using RayFlow.Storage.Databases;

namespace RayFlow.Storage.Runs;

/// <summary>A list of runs as SQL. Only the conditions that are wanted are in the text, so that each finds its own index.</summary>
internal sealed class RunListQuery(string columns)
{
    private readonly List<string> _conditions = ["true"];
    private readonly List<Action<NpgsqlParameterCollection>> _parameters = [];

    public string Sql => $"SELECT {columns} FROM runs WHERE {string.Join(" AND ", _conditions)} ORDER BY started_at DESC, run_id DESC LIMIT ${_parameters.Count}";

    /// <param name="status">One of the seven words; a literal, so that the index of runs that are not completed can be used.</param>
    public RunListQuery OfStatus(string? status)
    {
        if (status is not null)
        {
            _conditions.Add($"status = '{status}'");
        }

        return this;
    }

    /// <param name="condition">SQL that ends where the value belongs.</param>
    /// <param name="value">The value; null: the condition is not wanted.</param>
    /// <param name="type">Its type in the database.</param>
    public RunListQuery Where<T>(string condition, T? value, NpgsqlDbType type)
        where T : struct => value is { } given ? And(condition, given, type) : this;

    /// <inheritdoc cref="Where{T}(string, T?, NpgsqlDbType)"/>
    public RunListQuery Where(string condition, string? value) => value is null ? this : And(condition, value, NpgsqlDbType.Text);

    public RunListQuery After(RunCursor? cursor)
    {
        if (cursor is not null)
        {
            var startedAt = Add(cursor.StartedAt.UtcDateTime, NpgsqlDbType.TimestampTz);
            _conditions.Add($"(started_at, run_id) < ({startedAt}, {Add(cursor.RunId, NpgsqlDbType.Uuid)})");
        }

        return this;
    }

    /// <summary>Ends the query.</summary>
    public RunListQuery Take(int limit)
    {
        Add(limit, NpgsqlDbType.Integer);
        return this;
    }

    public void Bind(NpgsqlParameterCollection parameters) => _parameters.ForEach(bind => bind(parameters));

    private RunListQuery And<T>(string condition, T value, NpgsqlDbType type)
    {
        _conditions.Add(condition + Add(value, type));
        return this;
    }

    private string Add<T>(T value, NpgsqlDbType type)
    {
        _parameters.Add(parameters => parameters.With(value, type));
        return string.Create(CultureInfo.InvariantCulture, $"${_parameters.Count}");
    }
}
