using System.Globalization;
using System.Text;
using Sockeye.Clients.Streams;
using Sockeye.Clients.Urls;
using Sockeye.Wire;
using Sockeye.Wire.Ftp;
using Sockeye.Wire.Http;

namespace Sockeye.Clients.Ftp;

/// <summary>Opens ftp and ftps URLs (RFC 1738), each over a connection of its own: files, folders as listings, resume, and upload. Python: <c>urllib.request.FTPHandler</c>.</summary>
/// <remarks>
/// <para>"ftps" is TLS from the first byte. For AUTH TLS, active mode and what else <see cref="FtpOptions"/> has, give one of your own to <see cref="UrlOpenerOptions.Handlers"/>.</para>
/// <para>Size and time are those of SIZE and MDTM, where the server tells them. A name that cannot be fetched and can be gone into is listed. A listing is a text of one line an
/// entry: kind, size, time, name; <see cref="FtpConnection.Entries"/> has the same as values.</para>
/// </remarks>
public sealed class FtpHandler : IUrlHandler
{
    private const int Copied = 128 * 1024;

    private readonly FtpOptions _options;

    /// <summary>A handler.</summary>
    /// <param name="options">How; <see cref="UrlRequest.Client"/> stands in the place of its <see cref="FtpOptions.Client"/>.</param>
    public FtpHandler(FtpOptions? options = null) => _options = options ?? new FtpOptions();

    /// <inheritdoc/>
    public UrlAnswer Open(UrlRequest request, CancellationToken cancellation = default) => Finished.Of(Ask(request, new FtpConnection.Form(true, cancellation)));

    /// <inheritdoc/>
    public Task<UrlAnswer> OpenAsync(UrlRequest request, CancellationToken cancellation = default) => Ask(request, new FtpConnection.Form(false, cancellation)).AsTask();

    private async ValueTask<UrlAnswer> Ask(UrlRequest request, FtpConnection.Form form)
    {
        ArgumentNullException.ThrowIfNull(request);
        var target = new FtpTarget(request.Url);
        if (target.IsText && request.Offset > 0)
        {
            throw new UrlException(request.Url, 0, "a transfer as text begins at the beginning");
        }

        bool isFtps = request.Url.Scheme.Equals("ftps", StringComparison.OrdinalIgnoreCase);
        FtpOptions options = _options with { Client = request.Client, Security = isFtps ? FtpSecurity.Implicit : _options.Security };
        FtpConnection? connection = null;
        try
        {
            connection = await FtpConnection.Begin(target.Host, target.Url.Port?.ToString(CultureInfo.InvariantCulture), options, form).ConfigureAwait(false);
            await connection.SignIn(new FtpConnection.Account(target.User ?? "anonymous", target.Password, null), form).ConfigureAwait(false);
            foreach (string folder in target.Folders)
            {
                await connection.Change(folder, form).ConfigureAwait(false);
            }

            UrlAnswer answer = request.Verb == UrlVerb.Put ? await Put(connection, target, request, form).ConfigureAwait(false)
                : target.Name.Length == 0 ? await List(connection, target, request, form).ConfigureAwait(false)
                : await Get(connection, target, request, form).ConfigureAwait(false);
            connection = answer.Stream is FtpStream ? null : connection;      // the stream has it
            return answer;
        }
        catch (FtpReplyException no)
        {
            throw new UrlException(request.Url, no.Code, no.Reply.Text, no);
        }
        finally
        {
            connection?.Dispose();
        }
    }

    private static async ValueTask<UrlAnswer> Get(FtpConnection connection, FtpTarget target, UrlRequest request, FtpConnection.Form form)
    {
        (UrlInfo info, FtpReplyException? refusal) = await Know(connection, target, form).ConfigureAwait(false);
        if (request.Verb == UrlVerb.Head)
        {
            if (info.Length is null && target.Type == default && await TryChange(connection, target.Name, form).ConfigureAwait(false))
            {
                info = Listed;
            }
            else if (info is { Length: null, LastModified: null } && refusal is not null)
            {
                throw refusal;
            }

            return new UrlAnswer(target.Url, Stream.Null) { Info = info, Status = connection.LastGood.Code, Reason = Words(connection.LastGood), Protocol = "FTP" };
        }

        long offset = request.Validator is null || request.Validator == info.Validator ? request.Offset : 0;
        FtpStream file;
        try
        {
            var plan = new TransferPlan("RETR", target.Name) { IsText = target.IsText, Offset = offset, Length = target.IsText ? null : info.Length - offset };
            file = await connection.Open(plan, form).ConfigureAwait(false);
        }
        catch (FtpReplyException no) when (no.Code == 550 && target.Type == default && offset == 0)
        {
            if (await TryChange(connection, target.Name, form).ConfigureAwait(false))
            {
                return await List(connection, target, request, form).ConfigureAwait(false);
            }

            throw;
        }

        file.Owner = connection;
        return new UrlAnswer(target.Url, file) { Info = info, Status = file.Opening.Code, Reason = Words(file.Opening), Offset = offset, Protocol = "FTP" };
    }

    /// <summary>What the server tells of a file; it need not tell anything. And what it refused: the file is missing, or none, or the server does not know the command; RETR will tell.</summary>
    private static async ValueTask<(UrlInfo Info, FtpReplyException? Refusal)> Know(FtpConnection connection, FtpTarget target, FtpConnection.Form form)
    {
        FtpReplyException? refusal = null;
        long? size = target.IsText ? null : await Told(connection.Measure).ConfigureAwait(false);
        DateTimeOffset? time = await Told(connection.Date).ConfigureAwait(false);
        var info = new UrlInfo
        {
            Type = target.IsText ? "text/plain" : MediaTypes.Of(Path.GetExtension(target.Name).ToLowerInvariant()),
            Length = size,
            LastModified = time,
            Validator = size is not null && time is not null ? string.Create(CultureInfo.InvariantCulture, $"{size} {time:yyyyMMddHHmmss}") : null,
        };
        return (info, refusal);

        async ValueTask<T?> Told<T>(Func<string, FtpConnection.Form, ValueTask<T>> ask)
            where T : struct
        {
            try
            {
                return await ask(target.Name, form).ConfigureAwait(false);
            }
            catch (FtpReplyException no)
            {
                refusal = refusal is { Code: 550 } ? refusal : no;      // 550 is of the file, 502 of the command
                return null;
            }
            catch (ProtocolException nonsense) when (nonsense.Blame == Blame.Peer && connection.IsInStep)
            {
                return null;        // nothing that the file itself would need
            }
        }
    }

    private static string Words(FtpReply reply) => Shown.Line(reply.Text);

    private static UrlInfo Listed { get; } = new() { Type = "text/plain; charset=utf-8", IsDirectory = true };

    private static async ValueTask<UrlAnswer> List(FtpConnection connection, FtpTarget target, UrlRequest request, FtpConnection.Form form)
    {
        if (request.Offset > 0 && request.Validator is null)
        {
            throw new UrlException(target.Url, 0, "a listing begins at the beginning");
        }

        var text = new StringBuilder();
        foreach (FtpEntry entry in request.Verb == UrlVerb.Head ? [] : await connection.ListBest(null, form).ConfigureAwait(false))
        {
            text.Append(FtpLine.Of(entry)).Append('\n');
        }

        var body = new MemoryStream(Encoding.UTF8.GetBytes(text.ToString()), writable: false);
        return new UrlAnswer(target.Url, body) { Info = Listed, Status = connection.LastGood.Code, Reason = Words(connection.LastGood), Protocol = "FTP" };
    }

    private static async ValueTask<UrlAnswer> Put(FtpConnection connection, FtpTarget target, UrlRequest request, FtpConnection.Form form)
    {
        if (target.Name.Length == 0)
        {
            throw new UrlException(target.Url, 0, "it names a folder, and no file to put");
        }

        Stream body = request.Body ?? Stream.Null;
        var plan = new TransferPlan("STOR", target.Name) { IsStore = true, IsText = target.IsText, Offset = request.Offset };
        using FtpStream file = await connection.Open(plan, form).ConfigureAwait(false);
        if (form.Blocking)
        {
            body.CopyTo(file, Copied);
        }
        else
        {
            await body.CopyToAsync(file, Copied, form.Cancellation).ConfigureAwait(false);
        }

        FtpReply stored = await file.Finish(form.Blocking, form.Cancellation).ConfigureAwait(false);
        return new UrlAnswer(target.Url, Stream.Null) { Status = stored.Code, Reason = Words(stored), Offset = request.Offset, Protocol = "FTP" };
    }

    private static async ValueTask<bool> TryChange(FtpConnection connection, string folder, FtpConnection.Form form)
    {
        try
        {
            await connection.Change(folder, form).ConfigureAwait(false);
            return true;
        }
        catch (FtpReplyException)
        {
            return false;
        }
    }
}
