using System.CommandLine;
using System.CommandLine.Parsing;
using Sockeye.Cli.Commands;

namespace Sockeye.Cli;

/// <summary>What a command line must not be: a wrong one is one line on standard error and exit code 2, before anything is done.</summary>
internal static class CommandLineRules
{
    private const int MostListed = 7;

    internal static void Check(ParseResult parsed, IReadOnlyList<string> args)
    {
        CommandResult at = parsed.CommandResult;
        CheckSwitches(at, args);
        // The parser takes a word that looks like an option for an argument where one may stand: a mistyped --jsn would be sent as a message.
        foreach (Argument argument in at.Command.Arguments)
        {
            foreach (Token word in parsed.GetResult(argument)?.Tokens ?? [])
            {
                if (LooksLikeOption(word.Value) && args.TakeWhile(static arg => arg != "--").Contains(word.Value))
                {
                    throw new UsageException($"there is no option {word.Value} here{Meant(word.Value, argument, at)}. See {Help(at)}");
                }
            }
        }

        if (parsed.UnmatchedTokens.Count > 0)
        {
            string word = parsed.UnmatchedTokens[0];
            throw new UsageException(
                LooksLikeOption(word) ? $"there is no option {word} here{Meant(word, null, at)}. See {Help(at)}"
                : at.Command.Subcommands.Count > 0 ? $"there is no command {word}{Meant(word, at)}. See {Help(at)}"
                : $"there is no place for {(word.Length == 0 ? "an empty word" : word)} here. See {Help(at)}");
        }

        if (parsed.Errors.Count > 0)
        {
            string wrong = WrongCount(at) ?? (at.Command.Subcommands.Count > 0 ? $"a command is missing{Few(at)}." : null) ?? Missing(parsed, at) ?? Tidy(parsed.Errors[0].Message);
            throw new UsageException($"{wrong} See {Help(at)}");
        }
    }

    // The parser makes of --crlf=maybe the switch and a word behind it.
    private static void CheckSwitches(CommandResult at, IReadOnlyList<string> args)
    {
        foreach (string arg in args.TakeWhile(static arg => arg != "--"))
        {
            int end = arg.AsSpan().IndexOfAny('=', ':');
            if (end > 0 && at.Command.Options.OfType<Option<bool>>().Any(option => option.Name == arg[..end]) && !bool.TryParse(arg[(end + 1)..], out _))
            {
                throw new UsageException($"{arg[..end]} takes no value, and not '{arg[(end + 1)..]}'. See {Help(at)}");
            }
        }
    }

    /// <summary>A refusal of the command line, with the way to its help.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="parsed">Null where not even that was done.</param>
    internal static Failure WithHelp(Failure failure, ParseResult? parsed)
        => parsed is null || !Failure.IsUsage(failure.Cause) || failure.Message.Contains(" --help", StringComparison.Ordinal)
            ? failure
            : failure with { Message = $"{Tidy(failure.Message)} See {Help(parsed.CommandResult)}" };

    // The parser's own words for these are no sentences of ours.
    private static string? WrongCount(CommandResult at)
    {
        foreach (Option option in at.Command.Options)
        {
            if (at.GetResult(option) is not { Implicit: false } given)
            {
                continue;
            }

            int words = given.Tokens.Count;
            if (words < option.Arity.MinimumNumberOfValues)
            {
                return $"{option.Name} stands without its {option.HelpName ?? "value"}.";
            }

            if (words > option.Arity.MaximumNumberOfValues)
            {
                return $"{option.Name} is there {words} times, and may be there once.";
            }
        }

        return null;
    }

    private static string? Missing(ParseResult parsed, CommandResult at)
        => at.Command.Arguments.FirstOrDefault(argument => argument.Arity.MinimumNumberOfValues > 0 && (parsed.GetResult(argument)?.Tokens.Count ?? 0) == 0) is Argument missing
            ? $"the {missing.Name} is missing."
            : null;

    private static string Meant(string word, CommandResult at)
    {
        IReadOnlyList<string> near = Nearness.Find(word, at.Command.Subcommands.Select(static command => command.Name), MostListed);
        return near.Count > 0 ? $"; do you mean {string.Join(" or ", near)}" : Few(at);
    }

    // Only words that are said as they stand may begin with a dash; an endpoint does not.
    private static string Meant(string word, Argument? place, CommandResult at)
    {
        string name = word.Split('=', ':')[0];
        IReadOnlyList<string> near = Nearness.Find(name, at.Command.Options.Select(static option => option.Name).Where(static name => name.StartsWith("--", StringComparison.Ordinal)), MostListed);
        string other = near.Count > 0 ? $"; do you mean {string.Join(" or ", near)}" : "";
        return place is null or { Name: CommonOptions.EndPointName or CommonOptions.PortName } ? other : other + "; put -- in front of words that begin with a dash";
    }

    // All of them, where they fit one line.
    private static string Few(CommandResult at)
        => at.Command.Subcommands.Count <= MostListed ? $"; the commands are {string.Join(", ", at.Command.Subcommands.Select(static command => command.Name))}" : "";

    private static bool LooksLikeOption(string word) => word.Length > 1 && word[0] == '-' && !char.IsAsciiDigit(word[1]);

    private static string Tidy(string message) => message.EndsWith('.') ? message : message + ".";

    private static string Help(CommandResult at)
    {
        string path = at.Command.Name;
        for (SymbolResult? up = at.Parent; up is CommandResult { Command: not RootCommand } above; up = above.Parent)
        {
            path = above.Command.Name + " " + path;
        }

        return at.Command is RootCommand ? "sockeye --help" : $"sockeye {path} --help";
    }
}
