using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Orleans.Serialization.Cloning;

/// <summary>Compiles copiers that copy member by member: of messages, tuples and pairs.</summary>
internal static class MemberwiseCopiers
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    public static bool IsTuple(Type definition) =>
        typeof(ITuple).IsAssignableFrom(definition) && definition.Assembly == typeof(ITuple).Assembly;

    /// <summary>A copier of a tuple or pair, all of whose fields travel.</summary>
    public static TypeCopier OfAllFields(Type type) =>
        Create(type, [.. type.GetFields(Instance).Select(field => MessageMember.Of(field, isImmutable: false))]);

    public static TypeCopier Create(Type type, List<MessageMember> members) => (TypeCopier)typeof(MemberwiseCopiers)
        .GetMethod(type.IsValueType ? nameof(CreateStruct) : nameof(CreateClass), BindingFlags.Static | BindingFlags.NonPublic)!
        .MakeGenericMethod(type)
        .Invoke(null, [members])!;

    private static StructCopier<T> CreateStruct<T>(List<MessageMember> members)
        where T : struct
    {
        var method = new DynamicMethod($"Copy {typeof(T)}", typeof(T), [typeof(T), typeof(CopyContext)], typeof(T).Module, skipVisibility: true);
        var il = method.GetILGenerator();
        var copy = il.DeclareLocal(typeof(T));
        il.Emit(OpCodes.Ldloca, copy);
        il.Emit(OpCodes.Initobj, typeof(T));
        foreach (var member in members)
        {
            EmitMember(il, member, il => il.Emit(OpCodes.Ldloca, copy), il => il.Emit(OpCodes.Ldarga_S, (byte)0), OpCodes.Ldarg_1);
        }

        il.Emit(OpCodes.Ldloc, copy);
        il.Emit(OpCodes.Ret);
        return new StructCopier<T>(method.CreateDelegate<Func<T, CopyContext, T>>());
    }

    private static ClassCopier<T> CreateClass<T>(List<MessageMember> members)
        where T : class
    {
        var method = new DynamicMethod($"Copy {typeof(T)}", null, [typeof(T), typeof(T), typeof(CopyContext)], typeof(T).Module, skipVisibility: true);
        var il = method.GetILGenerator();
        foreach (var member in members)
        {
            EmitMember(il, member, static il => il.Emit(OpCodes.Ldarg_1), static il => il.Emit(OpCodes.Ldarg_0), OpCodes.Ldarg_2);
        }

        il.Emit(OpCodes.Ret);
        return new ClassCopier<T>(CreateActivator<T>(), method.CreateDelegate<Action<T, T, CopyContext>>(), typeof(T).IsDefined(typeof(SuppressReferenceTrackingAttribute), inherit: false));
    }

    private static void EmitMember(ILGenerator il, MessageMember member, Action<ILGenerator> loadCopy, Action<ILGenerator> loadOriginal, OpCode loadContext)
    {
        loadCopy(il);
        loadOriginal(il);
        member.EmitLoad(il);
        if (!member.IsImmutable && !SharedTypes.Contains(member.Type))
        {
            il.Emit(loadContext);
            il.Emit(OpCodes.Call, typeof(Copier<>).MakeGenericType(member.Type).GetMethod(nameof(Copier<>.Copy), [member.Type, typeof(CopyContext)])!);
        }

        member.EmitStore(il);
    }

    private static Func<T> CreateActivator<T>()
        where T : class
    {
        if (typeof(T).GetConstructor(Instance, []) is not { } constructor || !(constructor.IsPublic || constructor.IsAssembly || constructor.IsFamilyOrAssembly))
        {
            return static () => (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
        }

        var method = new DynamicMethod($"Create {typeof(T)}", typeof(T), [], typeof(T).Module, skipVisibility: true);
        var il = method.GetILGenerator();
        il.Emit(OpCodes.Newobj, constructor);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<T>>();
    }

    private sealed class StructCopier<T>(Func<T, CopyContext, T> copy) : TypeCopier<T>
        where T : struct
    {
        public override T Copy(T value, CopyContext context) => copy(value, context);
    }

    private sealed class ClassCopier<T>(Func<T> create, Action<T, T, CopyContext> populate, bool untracked) : TypeCopier<T>
        where T : class
    {
        public override T Copy(T value, CopyContext context)
        {
            if (value is null)
            {
                return null!;
            }

            if (!untracked && context.Find(value) is { } known)
            {
                return (T)known;
            }

            var copy = create();
            if (!untracked)
            {
                context.Record(value, copy);
            }

            populate(value, copy, context);
            return copy;
        }
    }
}
