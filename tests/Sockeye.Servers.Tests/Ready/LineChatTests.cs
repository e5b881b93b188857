using System.Net;
using System.Text;
using Sockeye.Servers.Ready;
using Sockeye.Sockets;
using Sockeye.Testing;

namespace Sockeye.Servers.Tests.Ready;

/// <summary>The chat: who hears what, and one who does not read.</summary>
public sealed class LineChatTests
{
    private const string Welcome = "* welcome, ";

    public static TheoryData<ServeBy> Ways => [ServeBy.Loops, ServeBy.Threads, ServeBy.Selector];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task What_one_says_the_others_of_its_room_hear(ServeBy by)
    {
        await using var running = new Running(new LineChat().Serve, new ServingOptions { By = by });
        using Talker ann = Talker.Enter(running, "ann");
        using Talker ben = Talker.Enter(running, "ben");
        using Talker cat = Talker.Enter(running, "cat");
        cat.Say("/join kitchen");
        cat.Hear("* you are in kitchen now");
        ann.Say("hello");
        ben.Hear("<ann> hello");
        cat.Say("/who");
        Assert.Equal("* kitchen: cat", cat.Next());
        Assert.Equal("* lobby: ann, ben", cat.Next());
        ben.Say("/join KITCHEN");
        cat.Hear("* ben has come");
        ben.Say("tea?");
        Assert.Equal("<ben> tea?", cat.Next());
        ann.Hear("* ben has left");
        ann.Say("/quit");
        Assert.Equal("* goodbye", ann.Next());
        Assert.Null(ann.Next());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Commands_that_make_no_sense_are_explained(ServeBy by)
    {
        await using var running = new Running(new LineChat().Serve, new ServingOptions { By = by });
        using Talker ann = Talker.Enter(running, "ann");
        using Talker ben = Talker.Enter(running, "ben");
        ben.Say("/nick Ann");
        Assert.Equal("* Ann is taken", ben.Next());
        ben.Say("/nick two words");
        Assert.StartsWith("* /nick NAME: ", ben.Next(), StringComparison.Ordinal);
        ben.Say("/jion x");
        Assert.Equal("* there is no /jion; /help tells what there is", ben.Next());
        ben.Say(new string('x', 2000));
        Assert.Equal("* a line has at most 1024 bytes", ben.Next());
        ben.Say("/help");
        Assert.StartsWith("* /nick NAME", ben.Next(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_is_too_long_and_never_ends_is_not_waited_for_for_ever()
    {
        var clock = new HandClock();
        await using var running = new Running(new LineChat().Serve, new ServingOptions { Clock = clock, MinimumRate = 0 });
        using Socket endless = running.Connect();
        endless.SendAll(new byte[2000]);
        var heard = new StringBuilder();
        while (!heard.ToString().Contains("* a line has at most 1024 bytes", StringComparison.Ordinal))
        {
            heard.Append(Encoding.UTF8.GetString(endless.Receive(100)));
        }

        for (int i = 0; i < 72; i++)
        {
            if (i < 56)
            {
                endless.SendAll([1]);
            }

            clock.Pass(TimeSpan.FromMilliseconds(500));
        }

        Assert.Contains("a frame was not whole after 30 s", running.Demand<SocketTimeoutException>(endless).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_writes_to_anothers_terminal()
    {
        await using var running = new Running(new LineChat().Serve);
        using Talker ann = Talker.Enter(running, "ann");
        using Talker ben = Talker.Enter(running, "ben");
        ann.Say([.. "a\e[2J\a\tb\u009b\u202ec grün "u8, 0xFF, 0, (byte)'d']);
        ben.Hear("<ann> a[2J bc grün \uFFFDd");
    }

    [Fact]
    public async Task A_client_that_goes_is_said_to_have_left_however_it_went()
    {
        await using var running = new Running(new LineChat().Serve);
        using Talker ann = Talker.Enter(running, "ann");
        using (Talker ben = Talker.Enter(running, "ben"))
        {
            ben.Socket.Options.Linger = TimeSpan.Zero;
        }

        ann.Hear("* ben has left");
        Assert.Equal(0, running.Server.Counts.Failed);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_shutdown_says_goodbye(ServeBy by)
    {
        await using var running = new Running(new LineChat().Serve, new ServingOptions { By = by, DrainTimeout = Timeout.InfiniteTimeSpan });
        using Talker ann = Talker.Enter(running, "ann");
        Assert.Equal(new Drained(1, 0, 0), await running.Server.ShutdownAsync().InTime());
        ann.Hear("* the server stops, goodbye");
        Assert.Null(ann.Next());
    }

    // Over a Unix socket: what the kernel keeps for a reader is little there, and always the same.
    [Theory]
    [MemberData(nameof(Ways))]
    public async Task One_that_does_not_read_is_thrown_out_and_felt_by_nobody_else(ServeBy by)
    {
        const int Lines = 3000;
        var chat = new LineChat(new LineChatOptions { MaxWaiting = 64 * 1024, LastWords = TimeSpan.FromMilliseconds(100) });
        await using var server = new UnixStreamServer(UnixEndPoint.Abstract($"sockeye-{Guid.NewGuid()}"), chat.Serve, new ServingOptions { By = by });
        Task serving = server.ServeForeverAsync();
        using Talker deaf = Talker.Enter(server.LocalEndPoint, "deaf");
        using Talker ann = Talker.Enter(server.LocalEndPoint, "ann");
        using Talker ben = Talker.Enter(server.LocalEndPoint, "ben");
        Task<int> hearing = Scene.OnThread(() =>
        {
            for (int i = 0; i < Lines; i++)
            {
                ben.Hear($"<ann> {i} {new string('x', 200)}");
                if (i % 50 == 49)
                {
                    ben.Say("go on");
                }
            }

            return 0;
        });
        await Scene.OnThread(() =>
        {
            for (int i = 0; i < Lines; i++)
            {
                ann.Say($"{i} {new string('x', 200)}");
                if (i % 50 == 49)
                {
                    ann.Hear("<ben> go on");
                }
            }

            return 0;
        }).InTime();
        await hearing.InTime();
        Eventually.True(() => server.Counts.Active == 2, Scene.Patience);
        Assert.Equal((1, 2), (chat.Dropped, chat.Members));
        Assert.Equal(1, server.Counts[Limit.Write]);
        Assert.Equal(0, server.Counts.Failed);
        await server.ShutdownAsync(TimeSpan.Zero).InTime();
        await serving.InTime();
    }

    [Fact]
    public async Task One_that_was_deaf_and_reads_again_learns_why_it_is_thrown_out()
    {
        var chat = new LineChat(new LineChatOptions { MaxWaiting = 8 * 1024, LastWords = Scene.Patience });
        await using var server = new UnixStreamServer(UnixEndPoint.Abstract($"sockeye-{Guid.NewGuid()}"), chat.Serve);
        Task serving = server.ServeForeverAsync();
        using Talker deaf = Talker.Enter(server.LocalEndPoint, "deaf");
        using Talker ann = Talker.Enter(server.LocalEndPoint, "ann");
        while (chat.Dropped == 0)
        {
            ann.Say(new string('x', 1000));
        }

        deaf.Hear("* you do not read what is said here, and are thrown out");
        Assert.Null(deaf.Next());
        await server.ShutdownAsync(TimeSpan.Zero).InTime();
        await serving.InTime();
    }

    [Theory]
    [InlineData(ServeBy.OneAtATime)]
    public async Task A_way_in_which_nobody_meets_is_refused(ServeBy by)
    {
        await using var running = new Running(new LineChat().Serve, new ServingOptions { By = by });
        using Socket client = running.Connect();
        Assert.Contains("at the same time", running.Demand<NotSupportedException>().Message, StringComparison.Ordinal);
    }

    private sealed class Talker : IDisposable
    {
        private readonly StreamReader _lines;

        private Talker(Socket socket)
        {
            Socket = socket;
            _lines = new StreamReader(socket.OpenStream());
        }

        internal Socket Socket { get; }

        internal static Talker Enter(Running running, string name) => Enter(running.Server.LocalEndPoint, name);

        internal static Talker Enter(EndPoint server, string name)
        {
            Socket socket = Socket.CreateConnection(server);
            socket.Timeout = Scene.Patience;
            var talker = new Talker(socket);
            Assert.StartsWith(Welcome, talker.Next(), StringComparison.Ordinal);
            talker.Say($"/nick {name}");
            talker.Hear($"* you are {name} now");
            return talker;
        }

        internal void Say(string line) => Say(Encoding.UTF8.GetBytes(line));

        internal void Say(byte[] line) => Socket.SendAll([.. line, (byte)'\n']);

        internal string? Next() => _lines.ReadLine();

        /// <summary>The line, whatever was said before it.</summary>
        internal void Hear(string line)
        {
            string? heard;
            while ((heard = Next()) != line)
            {
                Assert.True(heard is not null, $"the server closed before it said '{line}'");
            }
        }

        public void Dispose() => Socket.Dispose();
    }
}
