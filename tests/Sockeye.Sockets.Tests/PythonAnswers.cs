using System.Text.Json;

namespace Sockeye.Sockets.Tests;

/// <summary>What Debian's Python answers, so that ours can be compared: a line for each question.</summary>
internal static class PythonAnswers
{
    // "error" is whatever Python raises: of which kind, the tests of each call say themselves.
    private const string Program = """
        import json, socket, sys
        def of(question):
            try:
                return eval(question)
            except (OSError, UnicodeError, ValueError, OverflowError) as error:
                return 'error ' + str(error.errno) if isinstance(error, socket.gaierror) else 'error'
        print(json.dumps([of(question) for question in json.load(open(sys.argv[1]))]))
        """;

    /// <summary>Python expressions that give a text each.</summary>
    internal static string[] To(IEnumerable<string> questions)
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("questions.json", JsonSerializer.Serialize(questions));
        // The program starts on this very thread, and so on the machine that the thread is on.
        string answers = new Command(folder.Path).Succeed("/usr/bin/python3", "-c", Program, file).GetAwaiter().GetResult();
        return JsonSerializer.Deserialize<string[]>(answers)!;
    }

    /// <summary>Our answer in the same form.</summary>
    internal static string Ours(Func<string> ask)
    {
        try
        {
            return ask();
        }
        catch (NameResolutionException failure)
        {
            return $"error {(int)failure.Code}";
        }
        catch (Exception failure) when (failure is FormatException or ArgumentException or SocketFaultException)
        {
            return "error";
        }
    }
}
