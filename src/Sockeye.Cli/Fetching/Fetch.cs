using System.Buffers;
using System.Globalization;
using System.Text;
using Sockeye.Clients.Urls;

namespace Sockeye.Cli.Fetching;

/// <summary>One URL after the other, to standard output or into a file.</summary>
internal sealed class Fetch(FetchOptions options, Stream output)
{
    private const int PieceSize = 256 * 1024;

    internal void Run(UrlRequest request, CancellationToken stop)
    {
        if (options.HeadOnly)
        {
            using UrlAnswer answer = UrlOpener.Default.Open(request with { Verb = UrlVerb.Head }, stop);
            Say(options.Json ? AnswerText.Json(answer, null) + "\n" : AnswerText.Head(answer));
        }
        else if (options.File is string file)
        {
            Save(request, file, stop);
        }
        else
        {
            Print(request, stop);
        }
    }

    private void Print(UrlRequest request, CancellationToken stop)
    {
        using UrlAnswer answer = UrlOpener.Default.Open(request with { Compression = false }, stop);
        if (options.ShowsHead)
        {
            Say(AnswerText.Head(answer) + "\n");
        }

        // On a terminal the body itself tells how far it is.
        using ProgressLine? line = options.ShowsProgress && Console.IsOutputRedirected ? ProgressLine.OnTerminal("") : null;
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceSize);
        long done = 0;
        // As an array: a stream that has no span of its own would copy.
        for (int count; (count = answer.Stream.Read(piece, 0, PieceSize)) > 0;)
        {
            output.Write(piece.AsSpan(0, count));
            done += count;
            line?.Report(new UrlProgress(done, answer.Info.Length, 0));
        }
    }

    private void Save(UrlRequest request, string file, CancellationToken stop)
    {
        UrlRetrieved saved;
        bool hadPart = options.Resume && File.Exists(file + ".part");
        using (ProgressLine? line = options.ShowsProgress ? ProgressLine.OnTerminal(Path.GetFileName(file)) : null)
        {
            try
            {
                saved = UrlOpener.Default.Retrieve(request, file, new UrlRetrieveOptions { Resume = options.Resume, Progress = line }, stop);
            }
            catch (Exception wrong) when (wrong is UnauthorizedAccessException or DirectoryNotFoundException)
            {
                throw new UsageException($"{file} cannot be written: {wrong.Message}");
            }
            catch
            {
                TellPart(file);
                throw;
            }
        }

        if (hadPart && saved.Resumed == 0)
        {
            Console.Error.WriteLine($"sockeye get: {file} was fetched from its beginning: what was here could not be gone on with");
        }

        if (options.ShowsHead)
        {
            using var told = new UrlAnswer(saved.Url, Stream.Null) { Info = saved.Info };
            Say(AnswerText.Head(told));
        }

        if (options.Json)
        {
            using var told = new UrlAnswer(saved.Url, Stream.Null) { Info = saved.Info };
            Say(AnswerText.Json(told, saved) + "\n");
        }
    }

    // Whoever was cut short wants to know what is left.
    private static void TellPart(string file)
    {
        var part = new FileInfo(file + ".part");
        if (part is { Exists: true, Length: > 0 } && File.Exists(file + ".part.of"))
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sockeye get: {part.Length} bytes are in {part.Name}, and --resume goes on there"));
        }
    }

    private void Say(string text) => output.Write(Encoding.UTF8.GetBytes(text));
}
