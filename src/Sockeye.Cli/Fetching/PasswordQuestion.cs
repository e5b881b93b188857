using System.Text;
using Sockeye.Cli.Terminals;
using Sockeye.Wire.Urls;

namespace Sockeye.Cli.Fetching;

/// <summary>Asks on the terminal for the password that a URL has a user for: on the command line everybody on the machine could read it.</summary>
internal static class PasswordQuestion
{
    /// <summary>The URL with its password; as it is, where it has one, or no user, or nobody is at a terminal.</summary>
    /// <param name="url">Of the command line.</param>
    /// <param name="stop">Ends the question.</param>
    internal static Url Ask(Url url, CancellationToken stop)
        => IsDue(url) && StandardError.CanRewrite && !Console.IsInputRedirected ? With(url, Typed($"password of {url.Authority!.User} at {url.Host}: ", stop)) : url;

    internal static bool IsDue(Url url) => url.Authority is { User: not (null or "" or "anonymous"), Password: null };

    /// <summary>The same URL with a password, which may have any character.</summary>
    internal static Url With(Url url, string password)
    {
        string text = url.ToString();
        int end = text.IndexOf("//", StringComparison.Ordinal) + "//".Length + url.Authority!.UserInfo!.Length;
        return Url.Parse(text.Insert(end, ":" + Percent.Encode(password, safe: "")));
    }

    // A key cannot be waited for with a token: a signal ends the program without it.
    private static string Typed(string question, CancellationToken stop)
    {
        using TextWriter terminal = StandardError.Open();
        terminal.Write(Failure.OneLine(question));
        try
        {
            return Task.Run(Keys, CancellationToken.None).WaitAsync(stop).GetAwaiter().GetResult();
        }
        finally
        {
            terminal.WriteLine();
        }
    }

    private static string Keys()
    {
        var typed = new StringBuilder();
        while (true)
        {
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter || key.KeyChar is '\n' or '\r')
            {
                return typed.ToString();
            }

            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }
    }
}
