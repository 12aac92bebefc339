using System.Diagnostics;
using Orleans.Runtime;

namespace Orleans.Diagnostics;

/// <summary>The activities of calls: one of the caller, which travels in the request context, and one of the callee.</summary>
internal static class CallActivities
{
    private static readonly ActivitySource Application = new(ActivitySources.ApplicationGrainActivitySourceName, "1.0.0");
    private static readonly ActivitySource Runtime = new(ActivitySources.RuntimeActivitySourceName, "1.0.0");

    /// <summary>Starts the caller's activity and adds it to the values that travel; null if nobody listens.</summary>
    public static Activity? StartClient(GrainCall call, ref Dictionary<string, object>? context)
    {
        var parent = Activity.Current;
        var source = SourceOf(call);
        if (!source.HasListeners() || source.StartActivity(call.GetActivityName(), ActivityKind.Client) is not { } activity)
        {
            return null;
        }

        // The call goes on when the caller has long gone on as well.
        Activity.Current = parent;
        var values = new Dictionary<string, object>(context ?? []);
        DistributedContextPropagator.Current.Inject(activity, values, static (values, key, value) => ((Dictionary<string, object>)values!)[key] = value);
        context = values;
        return Describe(activity, call);
    }

    /// <summary>Starts the callee's activity and makes it the current one; null if nobody listens.</summary>
    public static Activity? StartServer(GrainCall call)
    {
        var source = SourceOf(call);
        if (!source.HasListeners())
        {
            return null;
        }

        var propagator = DistributedContextPropagator.Current;
        propagator.ExtractTraceIdAndState(call.Context, Get, out var parent, out var state);
        var activity = ActivityContext.TryParse(parent, state, isRemote: true, out var parentContext)
            ? source.CreateActivity(call.GetActivityName(), ActivityKind.Server, parentContext)
            : source.CreateActivity(call.GetActivityName(), ActivityKind.Server);
        if (activity is null)
        {
            return null;
        }

        foreach (var (key, value) in propagator.ExtractBaggage(call.Context, Get) ?? [])
        {
            activity.AddBaggage(key, value);
        }

        return Describe(activity, call).Start();
    }

    /// <summary>Ends an activity, with the failure of the call if it failed.</summary>
    public static void Stop(Activity activity, Exception? failure)
    {
        if (failure is not null)
        {
            activity.SetStatus(ActivityStatusCode.Error);
            activity.SetTag("exception.type", failure.GetType().FullName);
            activity.SetTag("exception.message", failure.Message);
            activity.SetTag("exception.stacktrace", failure.ToString());
        }

        activity.Stop();
    }

    private static ActivitySource SourceOf(GrainCall call) =>
        call.GetInterfaceType().Namespace?.StartsWith(nameof(Orleans), StringComparison.Ordinal) == true ? Runtime : Application;

    private static Activity Describe(Activity activity, GrainCall call)
    {
        activity.SetTag("rpc.system", "orleans");
        activity.SetTag("rpc.service", call.GetInterfaceName());
        activity.SetTag("rpc.method", $"{call.GetInterfaceName()}/{call.GetMethodName()}");
        if (activity.IsAllDataRequested)
        {
            activity.SetTag("rpc.orleans.target_id", call.Target.GrainId.ToString());
            activity.SetTag("rpc.orleans.source_id", call.Source?.GrainId.ToString());
        }

        return activity;
    }

    private static void Get(object? carrier, string field, out string? value, out IEnumerable<string>? values)
    {
        values = null;
        value = (carrier as Dictionary<string, object>)?.GetValueOrDefault(field) as string;
    }
}
