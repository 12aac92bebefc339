using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Orleans.Tests.Signatures;

/// <summary>Decodes types of signatures by name, without resolving them: the assemblies that hold them may not be there.</summary>
internal sealed class TypeNodeProvider : ISignatureTypeProvider<TypeNode, object?>
{
    public TypeNode GetPrimitiveType(PrimitiveTypeCode typeCode) => TypeNode.Simple($"System.{typeCode}", typeCode is PrimitiveTypeCode.Object or PrimitiveTypeCode.String);

    public TypeNode GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        TypeNode.Simple(NameOf(reader, handle), IsReference(rawTypeKind));

    public TypeNode GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
        TypeNode.Simple(NameOf(reader, handle), IsReference(rawTypeKind));

    public TypeNode GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    // A generic struct has a flag that is always zero.
    public TypeNode GetGenericInstantiation(TypeNode genericType, ImmutableArray<TypeNode> typeArguments) =>
        genericType with { HasFlag = true, Arguments = typeArguments };

    public TypeNode GetGenericTypeParameter(object? genericContext, int index) => TypeNode.Simple($"!{index}", hasFlag: true);

    public TypeNode GetGenericMethodParameter(object? genericContext, int index) => TypeNode.Simple($"!!{index}", hasFlag: true);

    public TypeNode GetSZArrayType(TypeNode elementType) => new("", HasFlag: true, [elementType], "[]");

    public TypeNode GetArrayType(TypeNode elementType, ArrayShape shape) => new("", HasFlag: true, [elementType], $"[{new string(',', shape.Rank - 1)}]");

    public TypeNode GetByReferenceType(TypeNode elementType) => new("", HasFlag: false, [elementType], "&");

    public TypeNode GetPointerType(TypeNode elementType) => new("", HasFlag: false, [elementType], "*");

    public TypeNode GetPinnedType(TypeNode elementType) => elementType;

    public TypeNode GetFunctionPointerType(MethodSignature<TypeNode> signature) => TypeNode.Simple("function pointer", hasFlag: false);

    // Tells an init accessor from a setter, and a readonly reference from another.
    public TypeNode GetModifiedType(TypeNode modifier, TypeNode unmodifiedType, bool isRequired) => isRequired
        ? new("", HasFlag: false, [unmodifiedType], $" modreq({modifier.Name})")
        : unmodifiedType;

    public static string NameOf(MetadataReader reader, EntityHandle handle)
    {
        if (handle.Kind == HandleKind.TypeReference)
        {
            var reference = reader.GetTypeReference((TypeReferenceHandle)handle);
            var name = reader.GetString(reference.Name);
            return reference.ResolutionScope.Kind == HandleKind.TypeReference
                ? $"{NameOf(reader, reference.ResolutionScope)}+{name}"
                : Qualify(reader.GetString(reference.Namespace), name);
        }

        var definition = reader.GetTypeDefinition((TypeDefinitionHandle)handle);
        return definition.GetDeclaringType() is { IsNil: false } outer
            ? $"{NameOf(reader, outer)}+{reader.GetString(definition.Name)}"
            : Qualify(reader.GetString(definition.Namespace), reader.GetString(definition.Name));
    }

    private static string Qualify(string space, string name) => space.Length == 0 ? name : $"{space}.{name}";

    private static bool IsReference(byte rawTypeKind) => rawTypeKind == (byte)SignatureTypeKind.Class;
}
