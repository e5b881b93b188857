namespace Sockeye.House.Tests.Api;

/// <summary>The names of types as C# writes them; those of the base library without their namespace.</summary>
internal static class TypeName
{
    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void", [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(char)] = "char",
        [typeof(short)] = "short", [typeof(ushort)] = "ushort", [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long",
        [typeof(ulong)] = "ulong", [typeof(nint)] = "nint", [typeof(nuint)] = "nuint", [typeof(float)] = "float", [typeof(double)] = "double",
        [typeof(decimal)] = "decimal", [typeof(string)] = "string", [typeof(object)] = "object",
    };

    internal static string Of(Type type) => type switch
    {
        { IsByRef: true } => Of(type.GetElementType()!),
        { IsPointer: true } => Of(type.GetElementType()!) + "*",
        { IsArray: true } => $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]",
        { IsGenericParameter: true } => type.Name,
        _ when Nullable.GetUnderlyingType(type) is { } inner => Of(inner) + "?",
        _ when s_keywords.TryGetValue(type, out string? keyword) => keyword,
        { FullName: { } name } when name.StartsWith("System.ValueTuple`", StringComparison.Ordinal) => $"({Arguments(type)})",
        _ => Outer(type) + Bare(type) + (OwnArguments(type) is { Length: > 0 } own ? $"<{string.Join(", ", own.Select(Of))}>" : ""),
    };

    /// <summary>With its namespace, as the type is declared.</summary>
    internal static string OfDefinition(Type type) => $"{type.Namespace}.{Of(type)}";

    private static string Arguments(Type type) => string.Join(", ", type.GetGenericArguments().Select(Of));

    private static string Outer(Type type) => type.DeclaringType is { } outer ? Bare(outer) + "." : "";

    private static string Bare(Type type) => type.Name.Split('`')[0];

    private static Type[] OwnArguments(Type type) => type.GetGenericArguments()[(type.DeclaringType?.GetGenericArguments().Length ?? 0)..];
}
