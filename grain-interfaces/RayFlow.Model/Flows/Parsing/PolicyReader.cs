using System.Globalization;
using System.Text.Json;

namespace RayFlow.Model.Flows.Parsing;

/// <summary>Reads <c>data.policy</c> and <c>data.join</c>.</summary>
internal static class PolicyReader
{
    private const string JoinFix = "Write \"all\", \"any\", \"strict\" or {\"mode\": \"n_of_m\", \"n\": 2}.";

    // A year. What a longer one would be is a mistake, and far beyond it no timer can be set.
    private const double MostSeconds = 31_536_000;
    private const double Most = 1e9;

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "on_error", "max_attempts", "initial_delay_seconds", "backoff", "max_delay_seconds", "jitter", "then", "timeout_seconds",
    };

    public static NodePolicy ReadPolicy(ObjectReader data)
    {
        if (data.Object("policy") is not { } policy)
        {
            return NodePolicy.Default;
        }

        foreach (var name in policy.Fields.Select(field => field.Name).Where(name => !Known.Contains(name)).TakeWhile(_ => policy.HasRoom()))
        {
            policy.Report(DiagnosticCodes.UnknownPolicyEntry, name, $": the policy entry '{name}' is kept, but nothing reads it. The entries are {string.Join(", ", Known)}.");
        }

        var standard = NodePolicy.Default;
        return new NodePolicy
        {
            OnError = ReadOnError(policy, "on_error", "abort, continue, skip or retry"),
            MaxAttempts = (int)(ReadNumber(policy, "max_attempts", 1, 1000, whole: true) ?? standard.MaxAttempts),
            InitialDelaySeconds = ReadNumber(policy, "initial_delay_seconds", 0, MostSeconds) ?? standard.InitialDelaySeconds,
            Backoff = ReadNumber(policy, "backoff", 1) ?? standard.Backoff,
            MaxDelaySeconds = ReadNumber(policy, "max_delay_seconds", 0, MostSeconds) ?? standard.MaxDelaySeconds,
            Jitter = policy.Bool("jitter") ?? standard.Jitter,
            Then = ReadOnError(policy, "then", "abort, continue or skip") ?? standard.Then,
            TimeoutSeconds = ReadNumber(policy, "timeout_seconds", 0, MostSeconds, above: true),
        };
    }

    public static Join ReadJoin(ObjectReader data)
    {
        if (!data.TryGet("join", out var join))
        {
            return Join.All;
        }

        if (join.ValueKind == JsonValueKind.String)
        {
            return Mode(join.GetString()!) is { } mode and not JoinMode.Count ? new Join(mode) : Bad(data, $" has the join {join.GetRawText()}. {JoinFix}");
        }

        if (join.ValueKind != JsonValueKind.Object || data.Object("join") is not { } rule)
        {
            return Bad(data, $" has a join that is neither text nor an object. {JoinFix}");
        }

        var named = rule.TryGet("mode", out var name) && name.ValueKind == JsonValueKind.String ? Mode(name.GetString()!) : null;
        if (named is null)
        {
            return Bad(data, $" has a join without a mode that exists. {JoinFix}");
        }

        if (named != JoinMode.Count)
        {
            return new Join(named.Value);
        }

        return rule.TryGet("n", out var n) && n.ValueKind == JsonValueKind.Number && n.TryGetInt32(out var count) && count >= 1
            ? new Join(JoinMode.Count, count)
            : Bad(data, " has an n_of_m join whose 'n' is not a whole number from 1. Say how many live edges it waits for.");
    }

    private static Join Bad(ObjectReader data, string rest)
    {
        data.Report(DiagnosticCodes.BadJoin, "join", rest);
        return Join.All;
    }

    private static JoinMode? Mode(string name) => name switch
    {
        "all" => JoinMode.All,
        "any" => JoinMode.Any,
        "strict" => JoinMode.Strict,
        "n_of_m" => JoinMode.Count,
        _ => null,
    };

    private static OnError? ReadOnError(ObjectReader policy, string name, string choices)
    {
        if (policy.Text(name) is not { } text)
        {
            return null;
        }

        OnError? choice = text switch
        {
            "abort" => OnError.Abort,
            "continue" => OnError.Continue,
            "skip" => OnError.Skip,
            "retry" when name == "on_error" => OnError.Retry,
            _ => null,
        };
        if (choice is null)
        {
            policy.Report(DiagnosticCodes.BadPolicy, name, $": the policy's '{name}' is '{text}'. Choose {choices}.");
        }

        return choice;
    }

    /// <summary>A number in its range. One that is too large is reported and read all the same: a run that started before there was a bound goes on with it.</summary>
    private static double? ReadNumber(ObjectReader policy, string name, double least, double most = Most, bool whole = false, bool above = false)
    {
        if (policy.Number(name) is not { } number)
        {
            return null;
        }

        var isReadable = number >= least && number <= Most && !(above && number == least) && !(whole && number != Math.Floor(number));
        if (!isReadable || number > most)
        {
            var range = (above ? $"above {Words(least)}" : $"from {Words(least)}") + (most < Most ? $" to {Words(most)}" : "");
            policy.Report(DiagnosticCodes.BadPolicy, name, $": the policy's '{name}' is {Words(number)}. Write a {(whole ? "whole " : "")}number {range}.");
        }

        return isReadable ? number : null;
    }

    private static string Words(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
