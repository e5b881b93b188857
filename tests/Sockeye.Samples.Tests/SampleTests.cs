using System.Globalization;
using System.Net;
using Sockeye.Cli.Tests.Running;
using Sockeye.Sockets;
using Sockeye.Testing;

namespace Sockeye.Samples.Tests;

/// <summary>Each sample runs as a program, against its other side.</summary>
public sealed class SampleTests
{
    private const int MostLines = 60;

    [Fact]
    public async Task Echo_SendsBack_AndEndsInOrder()
    {
        using Peer sample = Sample.Start("Echo", "0");
        await new PeerScript().Say("one").Expect("one").Say("two").HalfClose().Expect("two").ExpectEnd().RunAsync(sample.Listening());
        sample.Stop();
        Assert.Contains("1 served", sample.Output, StringComparison.Ordinal);
    }

    [NeedsFact("python3")]
    public async Task Echo_AnswersPython()
    {
        using Peer sample = Sample.Start("Echo", "0");
        string port = sample.Listening().Port.ToString(CultureInfo.InvariantCulture);
        Assert.Equal("hello\n", await new Command("/").Succeed("/usr/bin/python3", "-c", "import socket, sys; s = socket.create_connection(('127.0.0.1', int(sys.argv[1])), 30); s.sendall(b'hello'); print(s.recv(5, socket.MSG_WAITALL).decode())", port));
        sample.Stop();
    }

    [Fact]
    public async Task Chat_TellsTheOthers()
    {
        using Peer sample = Sample.Start("Chat", "0");
        IPEndPoint room = sample.Listening();
        var isThere = new TaskCompletionSource();
        var hasHeard = new TaskCompletionSource();
        Task listener = new PeerScript()
            .ExpectLine("welcome")
            .Until(() => { isThere.SetResult(); return Task.CompletedTask; })
            .ExpectUpTo(": has come\r\n")
            .ExpectUpTo(": good evening\r\n")
            .Until(() => { hasHeard.SetResult(); return Task.CompletedTask; })
            .ExpectUpTo(": has gone\r\n")
            .RunAsync(room);
        await isThere.Task;
        await new PeerScript().ExpectLine("welcome").Say("good evening\n").Until(() => hasHeard.Task).HalfClose().ExpectEnd().RunAsync(room);
        await listener;
        sample.Stop();
    }

    [Fact]
    public async Task Calculator_AnswersItsClient_AndEndsWithItsServer()
    {
        using Peer sample = Sample.Start("Calculator", "serve", "0");
        string port = sample.Listening().Port.ToString(CultureInfo.InvariantCulture);
        using Peer client = Sample.Start("Calculator", "ask", port, "6 * 7", "0.1 + 0.2", "1 / 0", "what?", "2 % 1");
        Ended ended = client.End();
        Assert.Equal(["6 * 7 = 42", "0.1 + 0.2 = 0.3", "1 / 0 = error: Attempted to divide by zero.", "what? = error: NUMBER + - * / NUMBER", "2 % 1 = error: there are + - * and /"], ended.Output.TrimEnd().Split('\n'));
        Assert.Equal(0, ended.ExitCode);
        await new PeerScript().Say([0, 5, .. "1 + 1"u8]).Expect([0, 1, (byte)'2']).RunAsync(sample.Listening());
        await new PeerScript().Say([255, 255]).ExpectReset().RunAsync(sample.Listening());     // longer than a question may be
        sample.Stop();
    }

    [Fact]
    public void Sensors_AreCollected_AndNonsenseIsTold()
    {
        using Peer sample = Sample.Start("Sensors", "0");
        using var sensor = new Socket(Family.AF_INET, SocketKind.SOCK_DGRAM) { Timeout = Peer.Patience };
        sensor.Connect(sample.Listening());
        sensor.Send("kitchen 21.5\n"u8);
        sensor.Send("kitchen 22.5\n"u8);
        sensor.Send("cellar 11"u8);
        sensor.Send("cellar warm"u8);
        sensor.Send(new byte[101]);
        Assert.Equal($"{sensor.LocalEndPoint}: a reading is NAME VALUE", sample.ErrorLineContaining("NAME"));
        sample.ErrorLineContaining("101 bytes");
        Eventually.True(() => Ask(sensor) == "cellar 11 of 1\nkitchen 22 of 2\n", Peer.Patience);
        sample.Stop();
    }

    [Fact]
    public void SamplesAreShort_AndListed()
    {
        string list = Repository.Read("samples/README.md");
        string[] files = [.. Repository.Files(".cs", "samples")];
        Assert.NotEmpty(files);
        Assert.All(files, static file => Assert.InRange(Repository.Read(file).TrimEnd().Split('\n').Length, 1, MostLines));
        Assert.All(files, file => Assert.Contains($"({file.Split('/')[1]}/", list, StringComparison.Ordinal));
    }

    private static string Ask(Socket sensor)
    {
        sensor.Send("?"u8);
        return System.Text.Encoding.UTF8.GetString(sensor.Receive(65_000));
    }
}
