using System.Buffers;
using System.Globalization;
using System.Text;
using Sockeye.Clients.Streams;
using Sockeye.Wire;
using Sockeye.Wire.Frames;
using Sockeye.Wire.Ftp;

namespace Sockeye.Clients.Ftp;

/// <content>Listings.</content>
public sealed partial class FtpConnection
{
    private const int LineCost = 64;        // what a line takes beside its characters, an empty one too

    /// <summary>What is in a folder, in the best form that the server has: MLSD where it lists that among its features, else LIST.</summary>
    /// <param name="path">Which; null for the working one.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>Entries; not the folder itself, nor the one above.</returns>
    /// <exception cref="FtpReplyException">There is none, or not for you.</exception>
    /// <exception cref="ProtocolException">More than <see cref="FtpOptions.MaximumListing"/>.</exception>
    public IReadOnlyList<FtpEntry> Entries(string? path = null, CancellationToken cancellation = default) => Finished.Of(ListBest(path, new Form(true, cancellation)));

    /// <inheritdoc cref="Entries"/>
    public Task<IReadOnlyList<FtpEntry>> EntriesAsync(string? path = null, CancellationToken cancellation = default) => ListBest(path, new Form(false, cancellation)).AsTask();

    /// <summary>The lines of LIST, which every server has and each in its own form, taken apart as far as that is known. Python: <c>dir</c>.</summary>
    /// <param name="path">A folder or file; null for the working folder.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <inheritdoc cref="Entries" path="/exception"/>
    public IReadOnlyList<FtpEntry> List(string? path = null, CancellationToken cancellation = default) => Finished.Of(ListParsed("LIST", Safe(path), new Form(true, cancellation)));

    /// <inheritdoc cref="List"/>
    public Task<IReadOnlyList<FtpEntry>> ListAsync(string? path = null, CancellationToken cancellation = default) => ListParsed("LIST", Safe(path), new Form(false, cancellation)).AsTask();

    /// <summary>The names of NLST, as they come: some servers put the path in front. Python: <c>nlst</c>.</summary>
    /// <param name="path">A folder; null for the working one.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <inheritdoc cref="Entries" path="/exception"/>
    public IReadOnlyList<string> ListNames(string? path = null, CancellationToken cancellation = default) => Finished.Of(Lines("NLST", Safe(path), new Form(true, cancellation)));

    /// <inheritdoc cref="ListNames"/>
    public Task<IReadOnlyList<string>> ListNamesAsync(string? path = null, CancellationToken cancellation = default) => Lines("NLST", Safe(path), new Form(false, cancellation)).AsTask();

    /// <summary>What is in a folder by MLSD (RFC 3659): the one form that a standard describes. Python: <c>mlsd</c>.</summary>
    /// <param name="path">Which; null for the working one.</param>
    /// <param name="facts">Which facts to tell ("size", "modify"); null for the server's choice.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>Entries; perhaps the folder itself and the one above too (<see cref="FtpEntryKind.Self"/>).</returns>
    /// <inheritdoc cref="Entries" path="/exception"/>
    public IReadOnlyList<FtpEntry> ListFacts(string? path = null, IEnumerable<string>? facts = null, CancellationToken cancellation = default)
        => Finished.Of(ListMachine(path, facts, new Form(true, cancellation)));

    /// <inheritdoc cref="ListFacts"/>
    public Task<IReadOnlyList<FtpEntry>> ListFactsAsync(string? path = null, IEnumerable<string>? facts = null, CancellationToken cancellation = default)
        => ListMachine(path, facts, new Form(false, cancellation)).AsTask();

    // Many servers hand the argument to ls(1), which would take "-R" for an option.
    private static string? Safe(string? path) => path is { Length: > 0 } && path[0] == '-' ? "./" + path : path;

    internal async ValueTask<IReadOnlyList<FtpEntry>> ListBest(string? path, Form form)
    {
        IReadOnlyList<FtpEntry> all = Has("MLST") ? await ListParsed("MLSD", path, form).ConfigureAwait(false) : await ListParsed("LIST", Safe(path), form).ConfigureAwait(false);
        return [.. all.Where(static entry => entry.Kind != FtpEntryKind.Self && entry.Name is not ("." or "..") && !IsTotal(entry))];
    }

    // "total 12", with which ls(1) begins.
    private static bool IsTotal(FtpEntry entry) => entry.Kind == FtpEntryKind.Unknown && entry.Raw.StartsWith("total ", StringComparison.Ordinal);

    private async ValueTask<IReadOnlyList<FtpEntry>> ListMachine(string? path, IEnumerable<string>? facts, Form form)
    {
        if (facts is not null)
        {
            await Ask("OPTS", $"MLST {string.Concat(facts.Select(static fact => fact + ";"))}", form).ConfigureAwait(false);
        }

        return await ListParsed("MLSD", path, form).ConfigureAwait(false);
    }

    private async ValueTask<IReadOnlyList<FtpEntry>> ListParsed(string verb, string? path, Form form)
    {
        IReadOnlyList<string> lines = await Lines(verb, path, form).ConfigureAwait(false);
        DateOnly today = DateOnly.FromDateTime(_options.Clock.GetUtcNow().UtcDateTime);
        return [.. lines.Where(static line => line.Length > 0).Select(line => FtpListing.Parse(line, today))];
    }

    private async ValueTask<IReadOnlyList<string>> Lines(string verb, string? path, Form form)
    {
        using FtpStream listing = await Open(new TransferPlan(verb, path) { IsText = true }, form).ConfigureAwait(false);
        listing.Data.BeginVerb();       // all of it in one timeout, so that no server holds us by a byte now and then
        var lines = new FrameSource<string>(listing.Data, new LineFrames(crlf: true, maximum: 8192, lastMayBeOpen: true).As(Decoded, static (_, _) => { }).CreateReader());
        var found = new List<string>();
        long left = _options.MaximumListing;
        while (await lines.Next(form.Blocking, form.Cancellation).ConfigureAwait(false) is string line)
        {
            left -= line.Length + LineCost;
            if (left < 0)
            {
                string what = string.Create(CultureInfo.InvariantCulture, $"the listing takes more than {_options.MaximumListing} bytes");
                throw new ProtocolException(ProtocolError.TooLarge, what, _options.MaximumListing).From(_control.Stream.Peer);
            }

            found.Add(line);
        }

        await listing.Finish(form.Blocking, form.Cancellation).ConfigureAwait(false);
        return found;
    }

    private static string Decoded(ReadOnlySequence<byte> line)
    {
        byte[] bytes = line.ToArray();
        return (System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);
    }
}
