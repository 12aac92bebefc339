using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Runtime;

/// <summary>Constructs the instances of a grain class: services from the activation's scope, states from their storage.</summary>
internal sealed class GrainConstructor
{
    private readonly Type _type;
    private readonly ObjectFactory _create;
    private readonly Func<Activation, object>[] _facets;

    public GrainConstructor(Type type)
    {
        _type = type;
        var facets = Choose(type).GetParameters()
            .Select(parameter => (parameter, attribute: parameter.GetCustomAttribute<PersistentStateAttribute>()))
            .Where(item => item.attribute is not null)
            .ToArray();
        _facets = [.. facets.Select(item => StateOf(type, item.parameter, item.attribute!))];
        _create = ActivatorUtilities.CreateFactory(type, [.. facets.Select(item => item.parameter.ParameterType)]);
    }

    private delegate object StateFactory(Activation activation, IPersistentStateConfiguration configuration);

    /// <exception cref="InvalidOperationException">The constructor threw, or lacks a service or a storage provider.</exception>
    public object Construct(Activation activation)
    {
        try
        {
            return _create(activation.ActivationServices, Array.ConvertAll(_facets, create => create(activation)));
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"Failed to create an instance of grain type '{_type}'. See {nameof(Exception.InnerException)} for details.", exception);
        }
    }

    private static ConstructorInfo Choose(Type type)
    {
        var constructors = type.GetConstructors();
        return Array.Find(constructors, candidate => candidate.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute)))
            ?? constructors.MaxBy(candidate => candidate.GetParameters().Length)
            ?? throw new InvalidOperationException($"{type} has no public constructor.");
    }

    private static Func<Activation, object> StateOf(Type type, ParameterInfo parameter, PersistentStateAttribute attribute)
    {
        if (!parameter.ParameterType.IsGenericType || parameter.ParameterType.GetGenericTypeDefinition() != typeof(IPersistentState<>))
        {
            throw new ArgumentException($"Parameter '{parameter.Name}' of {type} with [PersistentState] has to be an IPersistentState<>.");
        }

        var create = typeof(GrainConstructor).GetMethod(nameof(CreateState), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(parameter.ParameterType.GetGenericArguments())
            .CreateDelegate<StateFactory>();
        return activation => create(activation, attribute);
    }

    private static IPersistentState<TState> CreateState<TState>(Activation activation, IPersistentStateConfiguration configuration) =>
        activation.ActivationServices.GetRequiredService<IPersistentStateFactory>().Create<TState>(activation, configuration);
}
