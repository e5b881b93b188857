using Sockeye.Clients.Lines;
using Sockeye.Connections.Tls;
using Sockeye.Testing;

namespace Sockeye.Clients.Tests.Lines;

/// <summary>The verbs of a line client in one of their two forms, so that a test is written once.</summary>
internal sealed record Form(LineClient Client, bool IsBlocking)
{
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Both forms.</summary>
    internal static TheoryData<bool> Both => [true, false];

    internal Task<string> ReadLine() => Of(Client.ReadLine, () => Client.ReadLineAsync().AsTask());

    internal Task<string?> TryReadLine() => Of(Client.TryReadLine, () => Client.TryReadLineAsync().AsTask());

    internal Task<byte[]> ReadExactly(int count) => Of(() => Client.ReadExactly(count), () => Client.ReadExactlyAsync(count).AsTask());

    internal Task<byte[]> ReadToEnd(int maximum = LineClient.DefaultMaximum) => Of(() => Client.ReadToEnd(maximum), () => Client.ReadToEndAsync(maximum).AsTask());

    internal Task WriteLine(string line, bool secret = false) => Of(() => { Client.WriteLine(line, secret); return 0; }, async () => { await Client.WriteLineAsync(line, secret); return 0; });

    internal Task ShutdownSend() => Of(() => { Client.ShutdownSend(); return 0; }, async () => { await Client.ShutdownSendAsync(); return 0; });

    internal Task StartTls(TlsClientOptions options) => Of(() => { Client.StartTls(options); return 0; }, async () => { await Client.StartTlsAsync(options); return 0; });

    /// <summary>To a scripted server.</summary>
    internal static Task<Form> To(ScriptedServer server, bool blocking, LineClientOptions? options = null) => To(server.LocalEndPoint, blocking, options);

    internal static async Task<Form> To(System.Net.EndPoint server, bool blocking, LineClientOptions? options = null)
        => new(await Of(blocking, () => LineClient.Connect(server, options), () => LineClient.ConnectAsync(server, options)), blocking);

    private Task<T> Of<T>(Func<T> blocking, Func<Task<T>> awaited) => Of(IsBlocking, blocking, awaited);

    // A blocking verb on a thread of its own, so that the test can give up.
    private static Task<T> Of<T>(bool isBlocking, Func<T> blocking, Func<Task<T>> awaited)
        => (isBlocking ? Task.Factory.StartNew(blocking, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default) : awaited()).WaitAsync(Patience);
}
