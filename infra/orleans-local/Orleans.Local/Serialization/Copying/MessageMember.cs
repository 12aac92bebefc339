using System.Reflection;
using System.Reflection.Emit;

namespace Orleans.Serialization.Cloning;

/// <summary>A member of a message that travels with it: a field, or a property without one.</summary>
internal sealed record MessageMember(MemberInfo Info, Type Type, bool IsImmutable)
{
    public static MessageMember Of(FieldInfo field, bool isImmutable) => new(field, field.FieldType, isImmutable);

    public static MessageMember Of(PropertyInfo property, bool isImmutable) => new(property, property.PropertyType, isImmutable);

    public void EmitLoad(ILGenerator il)
    {
        if (Info is FieldInfo field)
        {
            il.Emit(OpCodes.Ldfld, field);
        }
        else
        {
            il.Emit(Info.DeclaringType!.IsValueType ? OpCodes.Call : OpCodes.Callvirt, ((PropertyInfo)Info).GetMethod!);
        }
    }

    public void EmitStore(ILGenerator il)
    {
        if (Info is FieldInfo field)
        {
            il.Emit(OpCodes.Stfld, field);
        }
        else
        {
            il.Emit(Info.DeclaringType!.IsValueType ? OpCodes.Call : OpCodes.Callvirt, ((PropertyInfo)Info).SetMethod!);
        }
    }
}
