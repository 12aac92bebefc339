using System.Reflection;
using System.Reflection.Emit;
using Orleans.Serialization.Cloning;

namespace Orleans.Runtime;

/// <summary>Emits the class that holds the arguments of one method.</summary>
internal static class CallEmitter
{
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Why a method cannot be called through a reference; null if it can.</summary>
    public static string? Refusal(GrainMethod method) => method.Method switch
    {
        { IsGenericMethodDefinition: true } => $"{method}: generic grain methods are not supported by the local runtime.",
        { ReturnType: var type } when type == typeof(void) && !method.OneWay => $"{method}: a grain method without a result has to be one-way.",
        { ReturnType: var type } when type != typeof(void) && BaseOf(type) is null => $"{method}: a grain method returns a Task, a ValueTask or an IAsyncEnumerable.",
        _ => null,
    };

    public static EmittedCall Emit(ModuleBuilder module, GrainMethod method, int index)
    {
        var parent = BaseOf(method.Method.ReturnType) ?? typeof(TaskCall);
        var type = module.DefineType($"{method.Method.Name}{index}", TypeAttributes.Public | TypeAttributes.Sealed, parent);
        var fields = Array.ConvertAll(method.Method.GetParameters(), parameter => type.DefineField($"{parameter.Name}{parameter.Position}", parameter.ParameterType, FieldAttributes.Public));
        var constructor = EmitConstructor(type, parent);
        EmitInvoke(type, parent, method, fields);
        EmitArguments(type, fields);
        EmitCopy(type, method, fields);
        EmitCancellation(type, fields);
        type.CreateType();
        return new EmittedCall(constructor, fields, parent.GetMethod("Send", Members)!);
    }

    public static MethodAttributes Overriding(MethodInfo method) =>
        (method.Attributes & MethodAttributes.MemberAccessMask) | MethodAttributes.Virtual | MethodAttributes.HideBySig | (method.Attributes & MethodAttributes.SpecialName);

    /// <summary>Turns the task that is on the stack into what the method returns.</summary>
    public static void EmitFromTask(ILGenerator il, Type returnType, Type taskType)
    {
        if (returnType == typeof(void))
        {
            il.Emit(OpCodes.Pop);
        }
        else if (returnType == typeof(ValueTask))
        {
            il.Emit(OpCodes.Newobj, typeof(ValueTask).GetConstructor([typeof(Task)])!);
        }
        else if (returnType.IsGenericType && returnType.GetGenericTypeDefinition() == typeof(ValueTask<>))
        {
            il.Emit(OpCodes.Newobj, returnType.GetConstructor([taskType])!);
        }
    }

    private static Type? BaseOf(Type returnType)
    {
        if (returnType == typeof(Task) || returnType == typeof(ValueTask))
        {
            return typeof(TaskCall);
        }

        if (!returnType.IsGenericType)
        {
            return null;
        }

        var definition = returnType.GetGenericTypeDefinition();
        var parent = definition == typeof(Task<>) || definition == typeof(ValueTask<>) ? typeof(TaskCall<>)
            : definition == typeof(IAsyncEnumerable<>) ? typeof(EnumerationCall<>)
            : null;
        return parent?.MakeGenericType(returnType.GetGenericArguments());
    }

    private static ConstructorBuilder EmitConstructor(TypeBuilder type, Type parent)
    {
        var constructor = type.DefineConstructor(MethodAttributes.Public, CallingConventions.HasThis, [typeof(GrainMethod)]);
        var il = constructor.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Call, parent.GetConstructor(Members, [typeof(GrainMethod)])!);
        il.Emit(OpCodes.Ret);
        return constructor;
    }

    private static ILGenerator Override(TypeBuilder type, string name)
    {
        var method = type.BaseType!.GetMethod(name, Members)!;
        return type.DefineMethod(name, Overriding(method), method.ReturnType, [.. method.GetParameters().Select(parameter => parameter.ParameterType)]).GetILGenerator();
    }

    private static void EmitInvoke(TypeBuilder type, Type parent, GrainMethod method, FieldInfo[] fields)
    {
        var il = Override(type, "Invoke");
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Castclass, method.Interface);
        foreach (var field in fields)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldfld, field);
        }

        il.Emit(OpCodes.Callvirt, method.Method);
        var returnType = method.Method.ReturnType;
        if (returnType == typeof(void))
        {
            il.Emit(OpCodes.Call, typeof(Task).GetProperty(nameof(Task.CompletedTask))!.GetMethod!);
        }
        else if (returnType.IsValueType)
        {
            var result = il.DeclareLocal(returnType);
            il.Emit(OpCodes.Stloc, result);
            il.Emit(OpCodes.Ldloca, result);
            il.Emit(OpCodes.Call, returnType.GetMethod(nameof(ValueTask.AsTask))!);
        }

        il.Emit(OpCodes.Ret);
    }

    private static void EmitArguments(TypeBuilder type, FieldInfo[] fields)
    {
        if (fields.Length == 0)
        {
            return;
        }

        EmitSwitch(Override(type, nameof(GrainCall.GetArgument)), fields, static (il, field) =>
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldfld, field);
            il.Emit(OpCodes.Box, field.FieldType);
        });
        EmitSwitch(Override(type, nameof(GrainCall.SetArgument)), fields, static (il, field) =>
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg_2);
            il.Emit(OpCodes.Unbox_Any, field.FieldType);
            il.Emit(OpCodes.Stfld, field);
        });
    }

    private static void EmitSwitch(ILGenerator il, FieldInfo[] fields, Action<ILGenerator, FieldInfo> emitCase)
    {
        var labels = Array.ConvertAll(fields, _ => il.DefineLabel());
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Switch, labels);
        il.Emit(OpCodes.Ldstr, "index");
        il.Emit(OpCodes.Newobj, typeof(ArgumentOutOfRangeException).GetConstructor([typeof(string)])!);
        il.Emit(OpCodes.Throw);
        for (var index = 0; index < fields.Length; index++)
        {
            il.MarkLabel(labels[index]);
            emitCase(il, fields[index]);
            il.Emit(OpCodes.Ret);
        }
    }

    private static void EmitCopy(TypeBuilder type, GrainMethod method, FieldInfo[] fields)
    {
        var parameters = method.Method.GetParameters();
        var copied = fields.Where((field, index) => !parameters[index].IsDefined(typeof(ImmutableAttribute)) && !SharedTypes.Contains(field.FieldType)).ToArray();
        if (copied.Length == 0)
        {
            return;
        }

        var il = Override(type, "get_CopiesArguments");
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Ret);
        il = Override(type, "CopyArguments");
        foreach (var field in copied)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldfld, field);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Call, typeof(Copier<>).MakeGenericType(field.FieldType).GetMethod(nameof(Copier<>.Copy), [field.FieldType, typeof(CopyContext)])!);
            il.Emit(OpCodes.Stfld, field);
        }

        il.Emit(OpCodes.Ret);
    }

    private static void EmitCancellation(TypeBuilder type, FieldInfo[] fields)
    {
        if (Array.Find(fields, field => field.FieldType == typeof(CancellationToken)) is not { } token)
        {
            return;
        }

        var il = Override(type, "get_IsCancellable");
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Ret);
        il = Override(type, nameof(GrainCall.GetCancellationToken));
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldfld, token);
        il.Emit(OpCodes.Ret);
        il = Override(type, "SetCancellationToken");
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Stfld, token);
        il.Emit(OpCodes.Ret);
    }
}

/// <summary>An emitted class of calls: how to make one, its arguments, and how to send it.</summary>
internal sealed record EmittedCall(ConstructorInfo Constructor, FieldInfo[] Arguments, MethodInfo Send);
