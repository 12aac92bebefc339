using Orleans.Serialization.Cloning;

namespace Orleans.Runtime;

/// <summary>The absence of a result.</summary>
internal readonly struct Nothing;

/// <summary>A call of a method that returns a task without a result.</summary>
internal abstract class TaskCall(GrainMethod method) : PromisedCall<Nothing>(method)
{
    public sealed override Nothing ResultOf(Task task)
    {
        if (task is Task<Nothing> filtered)
        {
            return filtered.GetAwaiter().GetResult();
        }

        task.GetAwaiter().GetResult();
        return default;
    }

    protected sealed override Nothing Copy(Nothing result) => result;
}

/// <summary>A call of a method that returns a task with a result.</summary>
internal abstract class TaskCall<TResult>(GrainMethod method) : PromisedCall<TResult>(method)
{
    public sealed override TResult ResultOf(Task task) => ((Task<TResult>)task).GetAwaiter().GetResult();

    protected sealed override TResult Copy(TResult result) => Method.SharesResult ? result : Copier<TResult>.Copy(result);
}
