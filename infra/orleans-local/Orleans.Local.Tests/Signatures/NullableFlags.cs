using System.Reflection.Metadata;

namespace Orleans.Tests.Signatures;

/// <summary>Reads what the compiler noted about null.</summary>
internal sealed class NullableFlags(MetadataReader reader)
{
    private const string Attribute = "System.Runtime.CompilerServices.NullableAttribute";
    private const string ContextAttribute = "System.Runtime.CompilerServices.NullableContextAttribute";

    /// <summary>The full name of an attribute's type.</summary>
    public static string TypeOf(MetadataReader reader, CustomAttribute attribute) => attribute.Constructor.Kind == HandleKind.MemberReference
        ? TypeNodeProvider.NameOf(reader, reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent)
        : TypeNodeProvider.NameOf(reader, reader.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType());

    public static bool Has(MetadataReader reader, CustomAttributeHandleCollection attributes, string type) =>
        attributes.Any(handle => TypeOf(reader, reader.GetCustomAttribute(handle)) == type);

    /// <summary>The flags of a parameter, result or field: one for all parts of its type, or one for each.</summary>
    public byte[] Of(CustomAttributeHandleCollection attributes, byte context) => Find(attributes, Attribute) ?? [context];

    /// <summary>The flag that holds inside a method where nothing else is said.</summary>
    public byte ContextOf(MethodDefinition method, byte outer) => Find(method.GetCustomAttributes(), ContextAttribute)?[0] ?? outer;

    /// <summary>The flag that holds inside a type where nothing else is said.</summary>
    public byte ContextOf(TypeDefinition type, byte outer) => Find(type.GetCustomAttributes(), ContextAttribute)?[0]
        ?? (type.GetDeclaringType() is { IsNil: false } declaring ? ContextOf(reader.GetTypeDefinition(declaring), outer) : outer);

    private byte[]? Find(CustomAttributeHandleCollection attributes, string type)
    {
        foreach (var handle in attributes)
        {
            var attribute = reader.GetCustomAttribute(handle);
            if (TypeOf(reader, attribute) == type)
            {
                return Decode(reader.GetBlobReader(attribute.Value), IsArray(attribute));
            }
        }

        return null;
    }

    private bool IsArray(CustomAttribute attribute)
    {
        var signature = attribute.Constructor.Kind == HandleKind.MemberReference
            ? reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Signature
            : reader.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).Signature;
        return reader.GetBlobBytes(signature).Contains((byte)SignatureTypeCode.SZArray);
    }

    private static byte[] Decode(BlobReader value, bool isArray)
    {
        value.ReadUInt16();
        return isArray ? value.ReadBytes(value.ReadInt32()) : [value.ReadByte()];
    }
}
