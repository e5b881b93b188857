using System.Globalization;
using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Sockeye.Conformance.Host;

/// <summary>Every operation by its number: the methods of the classes in the folder Operations, called with Python's arguments as their types ask.</summary>
internal static class OperationTable
{
    private const string Folder = "Sockeye.Conformance.Host.Operations";

    private static readonly Operation[] All =
    [
        .. from type in typeof(OperationTable).Assembly.GetTypes()
           where type.Namespace == Folder
           from method in type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
           where method.IsAssembly && !method.Name.Contains('<', StringComparison.Ordinal)
           orderby method.Name == nameof(Operations.HostOperations.OperationNames) ? 0 : 1, method.Name
           select new Operation(method),
    ];

    /// <summary>The names; a name's place is its number, and that of the question for them is 0.</summary>
    internal static IEnumerable<string> Names => All.Select(static one => one.Name);

    internal static object? Invoke(int number, object?[] arguments) => All[number].Invoke(arguments);

    private sealed class Operation(MethodInfo method)
    {
        private readonly MethodInvoker _invoker = MethodInvoker.Create(method);
        private readonly Func<object?, object?>[] _converters = [.. method.GetParameters().Select(static parameter => Converter(parameter.ParameterType))];

        internal string Name => method.Name;

        internal object? Invoke(object?[] arguments)
        {
            if (arguments.Length != _converters.Length)
            {
                throw new InvalidOperationException($"{Name} takes {_converters.Length} arguments, and {arguments.Length} came");
            }

            for (int at = 0; at < arguments.Length; at++)
            {
                arguments[at] = _converters[at](arguments[at]);
            }

            try
            {
                return _invoker.Invoke(null, arguments);
            }
            catch (TargetInvocationException wrapped) when (wrapped.InnerException is Exception inner)
            {
                ExceptionDispatchInfo.Throw(inner);
                throw;
            }
        }

        private static Func<object?, object?> Converter(Type type) => type switch
        {
            _ when type == typeof(PythonAddress) => static value => new PythonAddress(value),
            _ when type == typeof(TimeSpan?) => static value => value is double seconds ? Seconds(seconds) : null,
            _ when type == typeof(string) || type == typeof(byte[]) || type == typeof(object[]) || type == typeof(object) => static value => value,
            { IsEnum: true } => value => Enum.ToObject(type, Convert.ChangeType(value!, Enum.GetUnderlyingType(type), CultureInfo.InvariantCulture)),
            { IsPrimitive: true } => value => Convert.ChangeType(value, type, CultureInfo.InvariantCulture),
            { IsValueType: true } => static value => value,
            _ => static value => Handles.Get((long)value!),
        };

        // A time that is no whole number of ticks is never rounded to none at all: that would be non-blocking.
        private static TimeSpan Seconds(double seconds)
        {
            TimeSpan time = TimeSpan.FromSeconds(seconds);
            return time == TimeSpan.Zero && seconds > 0 ? TimeSpan.FromTicks(1) : time;
        }
    }
}
