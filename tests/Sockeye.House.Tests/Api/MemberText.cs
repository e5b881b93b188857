using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.CSharp;

namespace Sockeye.House.Tests.Api;

/// <summary>Members as C# writes them.</summary>
internal static class MemberText
{
    internal static string Of(ConstructorInfo constructor) => $"{Access(constructor)}new({Parameters(constructor.GetParameters())})";

    internal static string Of(FieldInfo field)
    {
        string kind = field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "");
        string value = field.IsLiteral ? " = " + Value(field.GetRawConstantValue()) : "";
        return $"{(field.IsPublic ? "" : "protected ")}{kind}{TypeName.Of(field.FieldType)} {field.Name}{value}";
    }

    internal static string Of(PropertyInfo property)
    {
        MethodInfo widest = property.GetAccessors(nonPublic: true).OrderByDescending(accessor => accessor.IsPublic).First(ApiText.IsSeen);
        ParameterInfo[] index = property.GetIndexParameters();
        string name = index.Length > 0 ? $"this[{Parameters(index)}]" : property.Name;
        string get = property.GetMethod is { } getter && ApiText.IsSeen(getter) ? "get; " : "";
        string set = property.SetMethod is { } setter && ApiText.IsSeen(setter) ? (IsInit(setter) ? "init; " : "set; ") : "";
        return $"{Access(widest)}{Modifiers(widest)}{Required(property)}{TypeName.Of(property.PropertyType)} {name} {{ {get}{set}}}";
    }

    internal static string Of(EventInfo one) => $"{Access(one.AddMethod!)}{Modifiers(one.AddMethod!)}event {TypeName.Of(one.EventHandlerType!)} {one.Name}";

    internal static string Of(MethodInfo method)
    {
        string generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(TypeName.Of))}>" : "";
        string extension = method.IsDefined(typeof(ExtensionAttribute), false) ? "this " : "";
        string returned = (method.ReturnType.IsByRef ? "ref " : "") + TypeName.Of(method.ReturnType);
        return $"{ExtensionBlock(method)}{Access(method)}{Modifiers(method)}{returned} {method.Name}{generic}({extension}{Parameters(method.GetParameters())})";
    }

    // For extension(T) { … } the compiler writes the members twice: as methods of the class, and in a type of their own beside one that names T.
    private static string ExtensionBlock(MethodInfo method)
    {
        Type? group = method.DeclaringType!.GetNestedTypes().FirstOrDefault(nested => nested.Name.StartsWith('<') && nested.GetMethods().Any(IsSame));
        ParameterInfo? receiver = group?.GetNestedTypes().SelectMany(static marker => marker.GetMethods(BindingFlags.Public | BindingFlags.Static)).FirstOrDefault()?.GetParameters()[0];
        return receiver is null ? "" : $"extension({TypeName.Of(receiver.ParameterType)}) ";

        bool IsSame(MethodInfo other) => other.Name == method.Name && other.GetParameters().Select(static one => one.ParameterType).SequenceEqual(method.GetParameters().Select(static one => one.ParameterType));
    }

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Modifiers(MethodInfo method) => method switch
    {
        { IsStatic: true, IsAbstract: true } => "static abstract ",
        { IsStatic: true } => "static ",
        { DeclaringType.IsInterface: true } => "",
        { IsAbstract: true } => "abstract ",
        _ when method.GetBaseDefinition() != method => "override ",
        { IsVirtual: true, IsFinal: false } => "virtual ",
        _ => "",
    };

    private static string Required(PropertyInfo property) => property.IsDefined(typeof(RequiredMemberAttribute), false) ? "required " : "";

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static string Parameters(ParameterInfo[] parameters) => string.Join(", ", parameters.Select(parameter =>
    {
        string way = parameter switch
        {
            _ when parameter.IsDefined(typeof(ParamArrayAttribute), false) || parameter.IsDefined(typeof(ParamCollectionAttribute), false) => "params ",
            { ParameterType.IsByRef: false } => "",
            { IsOut: true } => "out ",
            { IsIn: true } => "in ",
            _ => "ref ",
        };
        string value = parameter.HasDefaultValue ? " = " + Value(parameter.RawDefaultValue) : "";
        return $"{way}{TypeName.Of(parameter.ParameterType)} {parameter.Name}{value}";
    }));

    private static string Value(object? value) => value switch
    {
        null => "default",
        string text => SymbolDisplay.FormatLiteral(text, quote: true),
        char one => SymbolDisplay.FormatLiteral(one, quote: true),
        bool truth => truth ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
