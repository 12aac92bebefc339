using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Orleans.Runtime;

/// <summary>Emits, once per interface, the class of its references and one class per method that holds the arguments of a call.</summary>
internal static class ProxyEmitter
{
    private static readonly ConstructorInfo AccessConstructor = typeof(IgnoresAccessChecksToAttribute).GetConstructors()[0];
    private static readonly ConstructorInfo ReferenceConstructor = typeof(GrainReference)
        .GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic, [typeof(GrainRuntime), typeof(GrainId)])!;

    public static Func<GrainRuntime, GrainId, GrainReference> Emit(GrainInterface grainInterface)
    {
        var module = DefineModule(grainInterface);
        var proxy = module.DefineType(grainInterface.Type.Name + "Reference", TypeAttributes.Public | TypeAttributes.Sealed, typeof(GrainReference), [grainInterface.Type]);
        EmitConstructor(proxy);
        EmitInterfaceName(proxy, grainInterface.Name);
        for (var index = 0; index < grainInterface.Methods.Count; index++)
        {
            EmitMethod(module, proxy, grainInterface.Methods[index], index);
        }

        var type = proxy.CreateType();
        for (var index = 0; index < grainInterface.Methods.Count; index++)
        {
            type.GetField(MethodField(index))!.SetValue(null, grainInterface.Methods[index]);
        }

        return CreateFactory(type);
    }

    private static string MethodField(int index) => $"Method{index}";

    private static ModuleBuilder DefineModule(GrainInterface grainInterface)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName($"Orleans.Local.References.{grainInterface.Name}"), AssemblyBuilderAccess.Run);

        // Interfaces and messages may be internal to their assemblies.
        var used = grainInterface.Methods
            .SelectMany(method => method.Method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.Method.ReturnType).Append(method.Interface))
            .SelectMany(WithTypeArguments)
            .Append(grainInterface.Type)
            .Append(typeof(GrainReference))
            .Select(type => type.Assembly.GetName().Name!)
            .Distinct();
        foreach (var name in used)
        {
            assembly.SetCustomAttribute(new CustomAttributeBuilder(AccessConstructor, [name]));
        }

        return assembly.DefineDynamicModule("References");
    }

    private static IEnumerable<Type> WithTypeArguments(Type type) =>
        type.HasElementType ? WithTypeArguments(type.GetElementType()!) : type.GetGenericArguments().SelectMany(WithTypeArguments).Append(type);

    private static void EmitConstructor(TypeBuilder proxy)
    {
        var il = proxy.DefineConstructor(MethodAttributes.Public, CallingConventions.HasThis, [typeof(GrainRuntime), typeof(GrainId)]).GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Call, ReferenceConstructor);
        il.Emit(OpCodes.Ret);
    }

    private static void EmitInterfaceName(TypeBuilder proxy, string name)
    {
        var getter = typeof(GrainReference).GetProperty(nameof(GrainReference.InterfaceName))!.GetMethod!;
        var il = proxy.DefineMethod(getter.Name, CallEmitter.Overriding(getter), getter.ReturnType, []).GetILGenerator();
        il.Emit(OpCodes.Ldstr, name);
        il.Emit(OpCodes.Ret);
    }

    private static void EmitMethod(ModuleBuilder module, TypeBuilder proxy, GrainMethod method, int index)
    {
        var parameters = method.Method.GetParameters();
        var implementation = proxy.DefineMethod(
            $"{method.Interface.FullName}.{method.Method.Name}",
            MethodAttributes.Private | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.NewSlot | MethodAttributes.HideBySig,
            method.Method.ReturnType,
            [.. parameters.Select(parameter => parameter.ParameterType)]);
        proxy.DefineMethodOverride(implementation, method.Method);
        var il = implementation.GetILGenerator();
        if (CallEmitter.Refusal(method) is { } refusal)
        {
            il.Emit(OpCodes.Ldstr, refusal);
            il.Emit(OpCodes.Newobj, typeof(NotSupportedException).GetConstructor([typeof(string)])!);
            il.Emit(OpCodes.Throw);
            return;
        }

        var call = CallEmitter.Emit(module, method, index);
        var field = proxy.DefineField(MethodField(index), typeof(GrainMethod), FieldAttributes.Public | FieldAttributes.Static);
        il.Emit(OpCodes.Ldsfld, field);
        il.Emit(OpCodes.Newobj, call.Constructor);
        for (var argument = 0; argument < parameters.Length; argument++)
        {
            il.Emit(OpCodes.Dup);
            il.Emit(OpCodes.Ldarg, argument + 1);
            il.Emit(OpCodes.Stfld, call.Arguments[argument]);
        }

        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, call.Send);
        CallEmitter.EmitFromTask(il, method.Method.ReturnType, call.Send.ReturnType);
        il.Emit(OpCodes.Ret);
    }

    private static Func<GrainRuntime, GrainId, GrainReference> CreateFactory(Type proxy)
    {
        var create = new DynamicMethod("Create", typeof(GrainReference), [typeof(GrainRuntime), typeof(GrainId)], proxy.Module, skipVisibility: true);
        var il = create.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Newobj, proxy.GetConstructors()[0]);
        il.Emit(OpCodes.Ret);
        return create.CreateDelegate<Func<GrainRuntime, GrainId, GrainReference>>();
    }
}
