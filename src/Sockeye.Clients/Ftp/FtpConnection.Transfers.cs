using System.Globalization;
using Sockeye.Clients.Streams;
using Sockeye.Wire.Ftp;

namespace Sockeye.Clients.Ftp;

/// <content>Files.</content>
public sealed partial class FtpConnection
{
    private const int CopyBuffer = 128 * 1024;

    /// <summary>A file, to be read (RETR). Python: <c>transfercmd</c>.</summary>
    /// <param name="path">Which.</param>
    /// <param name="options">As text, from where.</param>
    /// <param name="cancellation">Ends it early, blocking reads of the stream too.</param>
    /// <exception cref="FtpReplyException">There is none, or not for you; or it cannot begin at the offset.</exception>
    public FtpStream OpenRead(string path, FtpTransferOptions? options = null, CancellationToken cancellation = default)
        => Finished.Of(Open(Retrieving(path, options), new Form(true, cancellation)));

    /// <inheritdoc cref="OpenRead"/>
    public Task<FtpStream> OpenReadAsync(string path, FtpTransferOptions? options = null, CancellationToken cancellation = default)
        => Open(Retrieving(path, options), new Form(false, cancellation)).AsTask();

    /// <summary>A file, to be written and completed (STOR, APPE). Without <see cref="FtpStream.Complete"/> it is given up.</summary>
    /// <param name="path">Which.</param>
    /// <param name="options">As text, from where, behind what is there.</param>
    /// <param name="cancellation">Ends it early, blocking writes of the stream too.</param>
    /// <exception cref="FtpReplyException">The server does not take it.</exception>
    public FtpStream OpenWrite(string path, FtpTransferOptions? options = null, CancellationToken cancellation = default)
        => Finished.Of(Open(Storing(path, options), new Form(true, cancellation)));

    /// <inheritdoc cref="OpenWrite"/>
    public Task<FtpStream> OpenWriteAsync(string path, FtpTransferOptions? options = null, CancellationToken cancellation = default)
        => Open(Storing(path, options), new Form(false, cancellation)).AsTask();

    /// <summary>A file whose name the server chooses, to be written and completed (STOU). Where it says the name, <see cref="FtpStream.Name"/> has it.</summary>
    /// <param name="options">As text.</param>
    /// <param name="cancellation">Ends it early, blocking writes of the stream too.</param>
    /// <exception cref="FtpReplyException">The server does not take it.</exception>
    public FtpStream OpenUnique(FtpTransferOptions? options = null, CancellationToken cancellation = default)
        => Finished.Of(Open(new TransferPlan("STOU", null) { IsStore = true, IsText = options?.Text ?? false }, new Form(true, cancellation)));

    /// <inheritdoc cref="OpenUnique"/>
    public Task<FtpStream> OpenUniqueAsync(FtpTransferOptions? options = null, CancellationToken cancellation = default)
        => Open(new TransferPlan("STOU", null) { IsStore = true, IsText = options?.Text ?? false }, new Form(false, cancellation)).AsTask();

    /// <summary>Fetches a file into a stream. Python: <c>retrbinary</c>, <c>retrlines</c>.</summary>
    /// <param name="path">Which.</param>
    /// <param name="into">Left open.</param>
    /// <param name="options">As text, from where.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>Bytes transferred.</returns>
    /// <inheritdoc cref="OpenRead" path="/exception"/>
    public long Download(string path, Stream into, FtpTransferOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(into);
        using FtpStream transfer = OpenRead(path, options, cancellation);
        transfer.CopyTo(into, CopyBuffer);
        return transfer.Transferred;
    }

    /// <inheritdoc cref="Download"/>
    public async Task<long> DownloadAsync(string path, Stream into, FtpTransferOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(into);
        using FtpStream transfer = await OpenReadAsync(path, options, cancellation).ConfigureAwait(false);
        await transfer.CopyToAsync(into, CopyBuffer, cancellation).ConfigureAwait(false);
        return transfer.Transferred;
    }

    /// <summary>Stores what a stream still has. Python: <c>storbinary</c>, <c>storlines</c>.</summary>
    /// <param name="path">As which file.</param>
    /// <param name="from">Read to its end, and left open.</param>
    /// <param name="options">As text, from where, behind what is there.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>Bytes transferred.</returns>
    /// <inheritdoc cref="OpenWrite" path="/exception"/>
    public long Upload(string path, Stream from, FtpTransferOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(from);
        using FtpStream transfer = OpenWrite(path, options, cancellation);
        from.CopyTo(transfer, CopyBuffer);
        transfer.Complete();
        return transfer.Transferred;
    }

    /// <inheritdoc cref="Upload"/>
    public async Task<long> UploadAsync(string path, Stream from, FtpTransferOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(from);
        using FtpStream transfer = await OpenWriteAsync(path, options, cancellation).ConfigureAwait(false);
        await from.CopyToAsync(transfer, CopyBuffer, cancellation).ConfigureAwait(false);
        await transfer.CompleteAsync(cancellation).ConfigureAwait(false);
        return transfer.Transferred;
    }

    /// <summary>Breaks off the transfer that is under way (ABOR), and waits for the server's word about both: the transfer and the breaking off.</summary>
    /// <remarks>Disposing the transfer does without that word. A server that answers ABOR once where two replies are due runs into the timeout.</remarks>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>The reply to ABOR.</returns>
    /// <exception cref="FtpReplyException">It refuses.</exception>
    public FtpReply Abort(CancellationToken cancellation = default) => Finished.Of(BreakOff(new Form(true, cancellation)));

    /// <inheritdoc cref="Abort"/>
    public Task<FtpReply> AbortAsync(CancellationToken cancellation = default) => BreakOff(new Form(false, cancellation)).AsTask();

    private static TransferPlan Retrieving(string path, FtpTransferOptions? options)
    {
        options ??= FtpTransferOptions.Usual;
        return Checked(new TransferPlan("RETR", Named(path)) { IsText = options.Text, Offset = options.Offset, Length = options.Text ? null : options.Length });
    }

    private static TransferPlan Storing(string path, FtpTransferOptions? options)
    {
        options ??= FtpTransferOptions.Usual;
        return Checked(new TransferPlan(options.Append ? "APPE" : "STOR", Named(path)) { IsStore = true, IsText = options.Text, Offset = options.Offset });
    }

    private static TransferPlan Checked(TransferPlan plan) => plan is { IsText: true, Offset: > 0 }
        ? throw new NotSupportedException("a transfer as text begins at the beginning: its bytes count otherwise at the server") : plan;

    /// <summary>The steps of RFC 959: which type, where to meet, from where, what; then the data.</summary>
    internal async ValueTask<FtpStream> Open(TransferPlan plan, Form form)
    {
        DemandIdle();
        Check(plan.Verb, plan.Argument);     // refused before anything is sent that would stay with the server
        if (_hasRestart && plan.Offset == 0)
        {
            await SetType(isText: false, form).ConfigureAwait(false);       // some servers take REST with bytes alone
            await Restart(0, form).ConfigureAwait(false);
            _hasRestart = false;
        }

        await SetType(plan.IsText, form).ConfigureAwait(false);
        using DataPort port = await _connector.Prepare(form.Blocking, form.Cancellation).ConfigureAwait(false);
        if (plan.Offset > 0)
        {
            await Restart(plan.Offset, form).ConfigureAwait(false);
        }

        FtpReply opening = await _control.BeginTransfer(plan.Verb, plan.Argument, form.Blocking, form.Cancellation).ConfigureAwait(false);
        if (!opening.IsPreliminary)
        {
            throw new FtpReplyException(plan.Verb, opening, _control.Stream.Peer);
        }

        _hasRestart = false;
        try
        {
            ClientStream data = await port.Meet(DataTls, form.Blocking, form.Cancellation).ConfigureAwait(false);
            return _transfer = new FtpStream(_control, data, plan with { Opening = opening }, form.Cancellation);
        }
        catch (Exception error)
        {
            port.Dispose();
            throw await _control.Explain(plan.Verb, error, form.Blocking, form.Cancellation).ConfigureAwait(false);
        }
    }

    // Whoever is between could cut a file short, so its end has to be announced.
    private Connections.Tls.TlsClientOptions? DataTls => _options.Security == FtpSecurity.None ? null : TlsOptions with { RequiresCloseNotify = true };

    private async ValueTask Restart(long offset, Form form)
    {
        FtpReply reply = await Any("REST", offset.ToString(CultureInfo.InvariantCulture), form).ConfigureAwait(false);
        if (!reply.IsIntermediate)
        {
            throw new FtpReplyException("REST", reply, _control.Stream.Peer);
        }

        _hasRestart = true;
    }

    private async ValueTask<FtpReply> BreakOff(Form form)
    {
        if (_transfer is not { IsOver: false } running)
        {
            return await Ask("ABOR", null, form).ConfigureAwait(false);
        }

        _control.Stream.BeginVerb();
        await _control.Send("ABOR", null, form.Blocking, form.Cancellation).ConfigureAwait(false);
        running.GiveUp(new OperationCanceledException("the transfer was broken off"));
        await _control.Settle(form.Blocking, form.Cancellation).ConfigureAwait(false);
        FtpReply reply = await _control.ReadFinal(form.Blocking, form.Cancellation).ConfigureAwait(false);
        Demand("ABOR", reply);
        return reply;
    }
}
