using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Orleans.Tests.Signatures;

/// <summary>Reads the public types of an assembly from its metadata.</summary>
internal sealed class PublicApi
{
    private static readonly TypeNodeProvider Provider = new();
    private readonly MetadataReader _reader;
    private readonly NullableFlags _nullable;

    private PublicApi(MetadataReader reader)
    {
        _reader = reader;
        _nullable = new NullableFlags(reader);
    }

    public static Dictionary<string, PublicType> Read(string path)
    {
        using var image = new PEReader(File.OpenRead(path));
        var api = new PublicApi(image.GetMetadataReader());
        return api._reader.TypeDefinitions
            .Where(api.IsVisible)
            .Select(api.Describe)
            .ToDictionary(type => type.Name);
    }

    private bool IsVisible(TypeDefinitionHandle handle)
    {
        var type = _reader.GetTypeDefinition(handle);
        return (type.Attributes & TypeAttributes.VisibilityMask) switch
        {
            TypeAttributes.Public => true,
            TypeAttributes.NestedPublic or TypeAttributes.NestedFamily or TypeAttributes.NestedFamORAssem => IsVisible(type.GetDeclaringType()),
            _ => false,
        };
    }

    private PublicType Describe(TypeDefinitionHandle handle)
    {
        var type = _reader.GetTypeDefinition(handle);
        var context = _nullable.ContextOf(type, 0);
        var interfaces = type.GetInterfaceImplementations().Select(implementation => Name(_reader.GetInterfaceImplementation(implementation).Interface));
        var fields = type.GetFields().Select(_reader.GetFieldDefinition).Where(field => IsVisible((int)(field.Attributes & FieldAttributes.FieldAccessMask))).Select(field => Format(field, context));
        var methods = type.GetMethods().Select(_reader.GetMethodDefinition).Where(method => IsVisible((int)(method.Attributes & MethodAttributes.MemberAccessMask))).Select(method => Format(method, context));
        return new PublicType(TypeNodeProvider.NameOf(_reader, handle), Declaration(type), interfaces.ToHashSet(), fields.Concat(methods).ToHashSet());
    }

    // Public, protected, and protected or internal; the numbers are the same for fields and methods.
    private static bool IsVisible(int access) => access is (int)MethodAttributes.Public or (int)MethodAttributes.Family or (int)MethodAttributes.FamORAssem;

    private string Declaration(TypeDefinition type)
    {
        const TypeAttributes Modifiers = TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.Interface;
        var parent = type.BaseType.IsNil ? "nothing" : Name(type.BaseType);
        var usage = type.GetCustomAttributes().Select(_reader.GetCustomAttribute)
            .Where(attribute => NullableFlags.TypeOf(_reader, attribute) == typeof(AttributeUsageAttribute).FullName)
            .Select(attribute => Convert.ToHexString(_reader.GetBlobBytes(attribute.Value)));
        return $"{type.Attributes & Modifiers} {Generics(type.GetGenericParameters())} : {parent} {string.Concat(usage)}";
    }

    private string Format(FieldDefinition field, byte context)
    {
        var type = field.DecodeSignature(Provider, null).Format(_nullable.Of(field.GetCustomAttributes(), context));
        var modifiers = field.Attributes & (FieldAttributes.Static | FieldAttributes.InitOnly | FieldAttributes.Literal);
        return $"field {modifiers} {type} {_reader.GetString(field.Name)}{Constant(field.GetDefaultValue())}";
    }

    private string Format(MethodDefinition method, byte typeContext)
    {
        var context = _nullable.ContextOf(method, typeContext);
        var signature = method.DecodeSignature(Provider, null);
        var parameters = method.GetParameters().Select(_reader.GetParameter).ToDictionary(parameter => parameter.SequenceNumber);
        var types = signature.ParameterTypes.Select((type, index) => Format(type, parameters, index + 1, context));
        var result = Format(signature.ReturnType, parameters, 0, context);
        var extension = NullableFlags.Has(_reader, method.GetCustomAttributes(), "System.Runtime.CompilerServices.ExtensionAttribute") ? "this " : "";
        return $"method {Modifiers(method.Attributes)} {result} {_reader.GetString(method.Name)}{Generics(method.GetGenericParameters())}({extension}{string.Join(", ", types)})";
    }

    private string Format(TypeNode type, Dictionary<int, Parameter> parameters, int index, byte context)
    {
        if (!parameters.TryGetValue(index, out var parameter))
        {
            return type.Format([context]);
        }

        var text = type.Format(_nullable.Of(parameter.GetCustomAttributes(), context));
        var isParams = NullableFlags.Has(_reader, parameter.GetCustomAttributes(), typeof(ParamArrayAttribute).FullName!) ? "params " : "";
        return index == 0 ? text : $"{isParams}{text} {_reader.GetString(parameter.Name)}{Constant(parameter.GetDefaultValue())}";
    }

    private static string Modifiers(MethodAttributes attributes)
    {
        var access = (attributes & MethodAttributes.MemberAccessMask) == MethodAttributes.Public ? "public" : "protected";
        var kind = attributes.HasFlag(MethodAttributes.Static) ? " static"
            : attributes.HasFlag(MethodAttributes.Abstract) ? " abstract"
            : attributes.HasFlag(MethodAttributes.Virtual) && !attributes.HasFlag(MethodAttributes.Final) ? " virtual"
            : "";
        return access + kind;
    }

    private string Generics(GenericParameterHandleCollection handles)
    {
        const GenericParameterAttributes Special = GenericParameterAttributes.SpecialConstraintMask;
        var parameters = handles.Select(_reader.GetGenericParameter).Select(parameter =>
        {
            var constraints = parameter.GetConstraints().Select(handle => Name(_reader.GetGenericParameterConstraint(handle).Type)).Order();
            return $"{parameter.Attributes & (Special | GenericParameterAttributes.VarianceMask)} {string.Join('&', constraints)}".Trim();
        }).ToArray();
        return parameters.Length == 0 ? "" : $"<{string.Join(", ", parameters)}>";
    }

    private string Constant(ConstantHandle handle)
    {
        if (handle.IsNil)
        {
            return "";
        }

        var constant = _reader.GetConstant(handle);
        return $" = {_reader.GetBlobReader(constant.Value).ReadConstant(constant.TypeCode) ?? "null"}";
    }

    private string Name(EntityHandle handle) => handle.Kind == HandleKind.TypeSpecification
        ? Provider.GetTypeFromSpecification(_reader, null, (TypeSpecificationHandle)handle, 0).Format([0])
        : TypeNodeProvider.NameOf(_reader, handle);
}
