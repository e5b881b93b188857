namespace Sockeye.Hosting.Handlers;

/// <summary>What meters and events call a handler.</summary>
internal static class HandlerName
{
    internal static string Of(Delegate handler) => $"{handler.Method.DeclaringType?.FullName}.{handler.Method.Name}";

    internal static string Of(Type handler) => handler.FullName ?? handler.Name;
}
