using System.CommandLine;
using System.Globalization;
using Sockeye.Cli.Fetching;
using Sockeye.Cli.Terminals;
using Sockeye.Clients.Urls;
using Sockeye.Wire.Urls;

namespace Sockeye.Cli.Commands;

/// <summary>sockeye put FILE URL</summary>
internal static class PutCommand
{
    private const string Explanation =
        """
        By http and https it is PUT, by ftp and ftps STOR. Where the URL ends with a slash, the file's name comes behind it.

        Example:
          sockeye put report.pdf ftp://anna@ftp.example.org/reports/
          tar c . | sockeye put - https://example.org/backup.tar
        """;

    internal static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "what to send; - for standard input" };
        var url = new Argument<string>("URL") { Description = "where to put it" };
        Option<bool> json = CommonOptions.Json();
        var command = new ExplainedCommand("put", "Send a file to a URL.", Explanation) { file, url };
        UrlWords words = UrlWords.AddTo(command);
        command.Add(json);
        command.SetAction(parsed => CommandRun.Guarded(parsed.GetValue(json), signals =>
        {
            string path = parsed.GetRequiredValue(file);
            Url to = PasswordQuestion.Ask(Target(UrlWords.Parse(parsed.GetRequiredValue(url)), path), signals.Token);
            using var told = TalkOnStandardError.Open(words.IsVerbose(parsed));
            using Stream source = Open(path);
            using ProgressLine? line = words.IsVerbose(parsed) ? null : ProgressLine.OnTerminal(path == "-" ? "" : Path.GetFileName(path));
            using var body = new CountedReading(source, line);
            var request = new UrlRequest { Url = to, Verb = UrlVerb.Put, Body = body, BodyLength = body.Total, Client = words.Read(parsed, told.Record, to.Scheme) };
            using UrlAnswer answer = path == "-" ? Piped(request, signals.Token) : UrlOpener.Default.Open(request, signals.Token);
            line?.Dispose();
            using StreamWriter output = StandardOutput.OpenText();
            output.WriteLine(parsed.GetValue(json)
                ? AnswerText.Json(answer, null)
                : Failure.OneLine(string.Create(CultureInfo.InvariantCulture, $"{answer.Status} {answer.Reason}: {body.Count} bytes to {answer.Url}")));
            return ExitCode.Done;
        }));
        return command;
    }

    // Whoever writes to standard input may take for ever, and a read of it cannot be ended: a signal ends the program without it.
    private static UrlAnswer Piped(UrlRequest request, CancellationToken stop)
    {
        var sending = Task.Run(() => UrlOpener.Default.Open(request, stop), CancellationToken.None);
        return sending.WaitAsync(stop).GetAwaiter().GetResult();
    }

    private static Url Target(Url url, string path)
        => !url.Path.EndsWith('/') && url.Path.Length > 0 ? url
            : path == "-" ? throw new UsageException("standard input has no name: the URL must have one")
            : url.Join((url.Path.Length == 0 ? "/" : "") + "./" + Percent.Encode(Path.GetFileName(path)) + (url.Query is null ? "" : "?" + url.Query));

    private static Stream Open(string path)
    {
        try
        {
            return path == "-" ? new StandardInput() : new FileStream(path, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 0 });
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read: {wrong.Message}");
        }
    }
}
