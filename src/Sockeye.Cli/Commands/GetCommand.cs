using System.CommandLine;
using Sockeye.Cli.Fetching;
using Sockeye.Cli.Terminals;
using Sockeye.Clients;
using Sockeye.Clients.Dialing;
using Sockeye.Clients.Urls;

namespace Sockeye.Cli.Commands;

/// <summary>sockeye get URL…</summary>
internal static class GetCommand
{
    private const string Explanation =
        """
        A URL is of http, https, ftp, ftps, gopher, gophers, file or data; without a scheme it is of http, and :8000/x is on this machine.
        With -o the file has its name when it is whole; until then it is FILE.part, and --resume goes on with that, where the server
        says that it is still the same thing. Where the URL has a user and no password, the terminal is asked for it. A failing status or
        reply is exit code 4.

        Example:
          sockeye get https://example.org/
          sockeye get ftp://ftp.example.org/pub/big.iso -o big.iso --resume
          sockeye get :8000/index.html --headers
        """;

    internal static Command Create()
    {
        var urls = new Argument<string[]>("URL") { Arity = ArgumentArity.OneOrMore, Description = "what to fetch, one after the other" };
        var file = new Option<string?>("--output", "-o") { HelpName = "FILE", Description = "into this file; without it to standard output" };
        var resume = new Option<bool>("--resume") { Description = "with -o: go on where an earlier one was cut short" };
        var head = new Option<bool>("--head") { Description = "ask about it, and show what is known" };
        var headers = new Option<bool>("--headers") { Description = "show what is known of it in front of it" };
        Option<long?> most = SizeWord.Option("--max", "more than so many bytes are an error");
        Option<bool> json = CommonOptions.Json();
        var command = new ExplainedCommand("get", "Fetch URLs of any kind.", Explanation, "URL…") { urls, file, resume, head, headers, most };
        UrlWords words = UrlWords.AddTo(command);
        command.Add(json);
        command.SetAction(parsed => CommandRun.Guarded(parsed.GetValue(json), signals =>
        {
            var options = new FetchOptions
            {
                File = parsed.GetValue(file),
                Resume = parsed.GetValue(resume),
                HeadOnly = parsed.GetValue(head),
                ShowsHead = parsed.GetValue(headers),
                Json = parsed.GetValue(json),
                ShowsProgress = !words.IsVerbose(parsed),
            };
            Check(options, parsed.GetValue(urls)!.Length);
            using var told = TalkOnStandardError.Open(words.IsVerbose(parsed));
            IReadOnlyDictionary<string, Dialer> dialers = words.ReadDialers(parsed);
            UrlRequest[] requests = [.. parsed.GetValue(urls)!.Select(word => new UrlRequest
            {
                Url = PasswordQuestion.Ask(UrlWords.Parse(word), signals.Token),
                Dialers = dialers,
                Limits = new UrlLimits { Body = parsed.GetValue(most) },
            })];
            Dictionary<string, ClientOptions> clients = requests.Select(static request => request.Url.Scheme).Distinct().ToDictionary(static scheme => scheme, scheme => words.Read(parsed, told.Record, scheme));
            using Stream output = StandardOutput.Open();
            var fetch = new Fetch(options, output);
            foreach (UrlRequest request in requests)
            {
                fetch.Run(request with { Client = clients[request.Url.Scheme] }, signals.Token);
            }

            return ExitCode.Done;
        }));
        return command;
    }

    private static void Check(FetchOptions options, int urls)
    {
        if (options is { Json: true, ShowsHead: true })
        {
            throw new UsageException("--headers and --json do not go together: the line of JSON would not be alone");
        }

        if (options.File is null)
        {
            _ = options.Resume ? throw new UsageException("--resume goes with -o FILE")
                : options.Json && !options.HeadOnly ? throw new UsageException("--json goes with -o FILE or --head: standard output has the body itself")
                : 0;
        }
        else if (options.File.Length == 0)
        {
            throw new UsageException("-o needs the name of a file");
        }
        else if (urls > 1 || options.HeadOnly)
        {
            throw new UsageException(urls > 1 ? "-o FILE is for one URL" : "--head brings nothing that could be written to a file");
        }
    }
}
