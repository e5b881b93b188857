using System.Buffers;
using System.Globalization;
using System.Text;
using Sockeye.Clients.Streams;
using Sockeye.Wire;
using Sockeye.Wire.Gopher;

namespace Sockeye.Clients.Gopher;

/// <summary>Asks a gopher server (RFC 1436) for menus, texts and files. It holds no connection: each question has one of its own, and any number of threads may ask.</summary>
/// <remarks>Blocking or awaited; one timeout (<see cref="ClientOptions.Timeout"/>) is for connecting, one for asking and all of a menu or a text, and one for each read of what is a stream. Selectors and words with tabs, line ends or other control characters are refused before anything is sent.</remarks>
public sealed class GopherClient
{
    private readonly string _host;
    private readonly string _service;
    private readonly GopherOptions _options;

    /// <summary>A client of one server.</summary>
    /// <param name="host">A name or a numeric address.</param>
    /// <param name="service">A name or a port number as text; 70 is the usual one.</param>
    /// <param name="options">How.</param>
    public GopherClient(string host, string service = "70", GopherOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(service);
        (_host, _service, _options) = (host, service, options ?? new GopherOptions());
    }

    /// <summary>A menu.</summary>
    /// <param name="selector">Which; empty for the first one.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>Its items, without the dot that ended them.</returns>
    /// <exception cref="GopherErrorException">The server says no.</exception>
    /// <exception cref="ProtocolException">It is no menu, has too many items, or ended in the midst of a line.</exception>
    /// <exception cref="Sockets.SocketFaultException">The network does.</exception>
    public IReadOnlyList<GopherItem> Menu(string selector = "", CancellationToken cancellation = default)
        => Finished.Of(ReadMenu(new GopherRequest('1', selector), blocking: true, cancellation));

    /// <inheritdoc cref="Menu"/>
    public Task<IReadOnlyList<GopherItem>> MenuAsync(string selector = "", CancellationToken cancellation = default)
        => ReadMenu(new GopherRequest('1', selector), blocking: false, cancellation).AsTask();

    /// <summary>Searches (an item of type 7).</summary>
    /// <param name="selector">In what.</param>
    /// <param name="words">For what.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>What was found, as a menu.</returns>
    /// <inheritdoc cref="Menu" path="/exception"/>
    public IReadOnlyList<GopherItem> Search(string selector, string words, CancellationToken cancellation = default)
        => Finished.Of(ReadMenu(Searching(selector, words), blocking: true, cancellation));

    /// <inheritdoc cref="Search"/>
    public Task<IReadOnlyList<GopherItem>> SearchAsync(string selector, string words, CancellationToken cancellation = default)
        => ReadMenu(Searching(selector, words), blocking: false, cancellation).AsTask();

    /// <summary>A text (an item of type 0), whole, its lines ended by LF.</summary>
    /// <param name="selector">Which.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>As UTF-8, or Latin-1 where it is not that.</returns>
    /// <inheritdoc cref="Menu" path="/exception"/>
    public string Text(string selector, CancellationToken cancellation = default) => Finished.Of(ReadText(selector, blocking: true, cancellation));

    /// <inheritdoc cref="Text"/>
    public Task<string> TextAsync(string selector, CancellationToken cancellation = default) => ReadText(selector, blocking: false, cancellation).AsTask();

    /// <summary>Any item as a stream. A text (0) is read whole first, and its lines end with LF; everything else is the bytes that come until the connection ends, a menu with its dot.</summary>
    /// <param name="request">What.</param>
    /// <param name="cancellation">Ends it early, blocking reads of the stream too.</param>
    /// <inheritdoc cref="Menu" path="/exception"/>
    public Stream Open(GopherRequest request, CancellationToken cancellation = default) => Finished.Of(ReadAny(request, blocking: true, cancellation));

    /// <inheritdoc cref="Open"/>
    public Task<Stream> OpenAsync(GopherRequest request, CancellationToken cancellation = default) => ReadAny(request, blocking: false, cancellation).AsTask();

    private static GopherRequest Searching(string selector, string words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return new GopherRequest('7', selector, words);
    }

    private async ValueTask<IReadOnlyList<GopherItem>> ReadMenu(GopherRequest request, bool blocking, CancellationToken cancellation)
    {
        using ClientStream stream = await Ask(request, blocking, cancellation).ConfigureAwait(false);
        var items = new FrameSource<GopherItem>(stream, new GopherMenu(!_options.RequiresDot, maximumItems: _options.MaximumItems).CreateReader());
        var menu = new List<GopherItem>();
        while (await items.Next(blocking, cancellation).ConfigureAwait(false) is { IsEnd: false } item)
        {
            if (menu.Count == 0 && item.Type == '3')
            {
                throw new GopherErrorException(item, stream.Peer);
            }

            menu.Add(item);
        }

        return menu;
    }

    private async ValueTask<string> ReadText(string selector, bool blocking, CancellationToken cancellation)
    {
        using ClientStream stream = await Begin(new GopherRequest('0', selector), blocking, cancellation).ConfigureAwait(false);
        ReadOnlyMemory<byte> text = await ReadWhole(stream, blocking, cancellation).ConfigureAwait(false);
        return (System.Text.Unicode.Utf8.IsValid(text.Span) ? Encoding.UTF8 : Encoding.Latin1).GetString(text.Span);
    }

    internal async ValueTask<Stream> ReadAny(GopherRequest request, bool blocking, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        ClientStream stream = await Begin(request, blocking, cancellation).ConfigureAwait(false);
        if (request.Type != '0')
        {
            return new GopherBody(stream, cancellation);
        }

        using (stream)
        {
            ReadOnlyMemory<byte> text = await ReadWhole(stream, blocking, cancellation).ConfigureAwait(false);
            return new MemoryStream(text.ToArray(), writable: false);
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadWhole(ClientStream stream, bool blocking, CancellationToken cancellation)
    {
        while (await stream.Fill(blocking, cancellation).ConfigureAwait(false))
        {
            if (stream.Buffered.Length > _options.MaximumText)
            {
                string what = string.Create(CultureInfo.InvariantCulture, $"the text has more than {_options.MaximumText} bytes");
                throw new ProtocolException(ProtocolError.TooLarge, what, _options.MaximumText).From(stream.Peer);
            }
        }

        return GopherText.Of(stream.Buffered.Span);
    }

    /// <summary>Asks, and looks whether the answer is a refusal.</summary>
    private async ValueTask<ClientStream> Begin(GopherRequest request, bool blocking, CancellationToken cancellation)
    {
        ClientStream stream = await Ask(request, blocking, cancellation).ConfigureAwait(false);
        try
        {
            return await GopherRefusal.Find(stream, blocking, cancellation).ConfigureAwait(false) is GopherItem error ? throw new GopherErrorException(error, stream.Peer) : stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private async ValueTask<ClientStream> Ask(GopherRequest request, bool blocking, CancellationToken cancellation)
    {
        var question = new ArrayBufferWriter<byte>();
        request.Write(question);        // refused before anything is dialed
        ClientStream stream = await ClientStream.Dial(_host, _service, _options.IsSecure, _options.Client, blocking, cancellation).ConfigureAwait(false);
        try
        {
            await stream.Write(question.WrittenMemory, blocking, cancellation).ConfigureAwait(false);
            stream.BeginVerb();     // for all of the answer, so that no server holds us by a byte now and then
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }
}
