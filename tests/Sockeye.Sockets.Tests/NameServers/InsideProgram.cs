using System.Reflection;

namespace Sockeye.Sockets.Tests.NameServers;

/// <summary>The tests as a program: runs the body of one test and ends with 0 where it passed.</summary>
/// <remarks>
/// The C library reads /etc once a process and keeps what it found, and a mount namespace belongs to a whole process: so the body of
/// a test about names is a process of its own. <see cref="NamesScene.Run"/> starts it inside of the scene.
/// </remarks>
internal static class InsideProgram
{
    /// <summary>How a body is called on the command line: its class and its method.</summary>
    internal static string[] Arguments(Action body)
    {
        Assert.True(
            body.Target is null || body.Target.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Length == 0,
            "what runs in another process takes nothing along from this one: write a static lambda");
        return [body.Method.DeclaringType!.FullName!, body.Method.Name];
    }

    private static int Main(string[] arguments)
    {
        if (arguments is not [string typeName, string methodName])
        {
            Console.Error.WriteLine("usage: CLASS METHOD; the tests themselves are run by ./test");
            return 2;
        }

        Type type = typeof(InsideProgram).Assembly.GetType(typeName, throwOnError: true)!;
        MethodInfo method = type.GetMethod(methodName, BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            ?? throw new MissingMethodException(typeName, methodName);
        object? target = method.IsStatic ? null : Activator.CreateInstance(type, nonPublic: true);
        Exception? failure = Record.Exception(() => method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, null, null));
        if (failure is not null)
        {
            Console.Error.WriteLine(failure);
        }

        return failure is null ? 0 : 1;
    }
}
