using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Sockeye.House.Tests.Api;

/// <summary>What a program can see of a library, as text: one line a type, one a member, sorted, the same on every machine.</summary>
internal static class ApiText
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // An extension block leaves types without a name of C#'s; what they hold stands in the class of the block.
    internal static string Of(Assembly assembly) => Of(assembly.GetExportedTypes().Where(static type => type.FullName?.Contains('<') != true));

    internal static string Of(IEnumerable<Type> types)
    {
        StringBuilder text = new();
        foreach (Type type in types.OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Heading(type)).Append('\n');
            foreach (string member in Members(type))
            {
                text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Heading(Type type)
    {
        string kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => IsReadOnly(type) ? "readonly struct" : "struct",
            _ when type.BaseType == typeof(MulticastDelegate) => "delegate",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        IEnumerable<Type> parents = type.IsEnum ? [Enum.GetUnderlyingType(type)] : Parents(type);
        string list = string.Join(", ", parents.Select(TypeName.Of).Order(StringComparer.Ordinal));
        return $"{kind} {TypeName.OfDefinition(type)}{(list.Length > 0 ? " : " + list : "")}";
    }

    private static IEnumerable<Type> Parents(Type type)
    {
        IEnumerable<Type> inherited = (type.BaseType?.GetInterfaces() ?? []).Concat(type.GetInterfaces().SelectMany(one => one.GetInterfaces()));
        IEnumerable<Type> own = type.GetInterfaces().Except(inherited).Where(one => one.IsVisible);
        return type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(MulticastDelegate)
            ? own.Prepend(parent)
            : own;
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => (field.Name, Number: Convert.ToDecimal(field.GetRawConstantValue(), CultureInfo.InvariantCulture)))
                .OrderBy(member => member.Number).ThenBy(member => member.Name, StringComparer.Ordinal)
                .Select(member => $"{member.Name} = {member.Number}");
        }

        // What the compiler adds to a record follows from its properties.
        IEnumerable<MethodInfo> methods = type.GetMethods(Declared).Where(method => IsSeen(method) && method.Name != "Finalize"
            && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))
            && !method.IsDefined(typeof(CompilerGeneratedAttribute), false));
        IEnumerable<string> members =
        [
            .. type.GetConstructors(Declared).Where(IsSeen).Select(MemberText.Of),
            .. type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly).Select(MemberText.Of),
            .. type.GetProperties(Declared).Where(property => property.GetAccessors(nonPublic: true).Any(IsSeen)).Select(MemberText.Of),
            .. type.GetEvents(Declared).Where(one => one.AddMethod is { } add && IsSeen(add)).Select(MemberText.Of),
            .. methods.Select(MemberText.Of),
        ];
        return members.Order(StringComparer.Ordinal);
    }

    internal static bool IsSeen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsReadOnly(Type type) => type.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "IsReadOnlyAttribute");
}
