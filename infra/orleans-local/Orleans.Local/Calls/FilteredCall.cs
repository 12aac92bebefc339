using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>Takes a call through the incoming filters.</summary>
internal sealed class FilteredCall<TResult>(PromisedCall<TResult> call, Activation activation, IIncomingGrainCallFilter[] filters) : IIncomingGrainCallContext
{
    private int _next;
    private TResult _result = default!;

    public IInvokable Request => call;

    public object Grain => activation.GrainInstance!;

    public GrainId? SourceId => call.Source?.GrainId;

    public GrainId TargetId => activation.GrainId;

    public MethodInfo InterfaceMethod => call.Method.Method;

    public string InterfaceName => call.GetInterfaceName();

    public string MethodName => call.GetMethodName();

    public MethodInfo ImplementationMethod => activation.Class.ImplementationOf(call.Method);

    public IGrainContext TargetContext => activation;

    public object? Result
    {
        get => _result;
        set => _result = (TResult)value!;
    }

    public async Task<TResult> RunAsync()
    {
        await Invoke();
        return _result;
    }

    public async Task Invoke()
    {
        if (_next < filters.Length)
        {
            await filters[_next++].Invoke(this);
        }
        else
        {
            var task = call.Invoke(activation.GrainInstance!);
            await task;
            _result = call.ResultOf(task);
        }
    }
}
