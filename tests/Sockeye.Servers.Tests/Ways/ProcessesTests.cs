using Sockeye.Servers.Tests.Children;
using Sockeye.Sockets;

namespace Sockeye.Servers.Tests.Ways;

/// <summary>The workers of a test are this assembly, started as a program: what runs the tests could not be started again.</summary>
public sealed class ProcessesTests
{
    [Fact]
    public async Task AnotherProcessServes_AndTheNextClientFindsItAgain()
    {
        using var child = new ChildServer(ProcessServer.Name, ProcessServer.Commands);
        int worker;
        using (Socket first = child.Connect())
        {
            worker = Who(first);
            Assert.NotEqual(child.ProcessId, worker);
            first.Ping();
            first.Shutdown(ShutdownHow.SHUT_WR);
            first.DemandEnd();
        }

        using (Socket second = child.Connect())
        {
            Assert.Equal(worker, Who(second));
        }

        child.Signal("TERM");
        Assert.Contains("served 2 failed 0", await child.Ended(), StringComparison.Ordinal);
        DemandGone(worker);
    }

    [Fact]
    public void ASecondClient_HasAProcessOfItsOwn_AndTheThirdWaits()
    {
        using var child = new ChildServer(ProcessServer.Name, ProcessServer.Commands);
        using Socket first = child.Connect();
        using Socket second = child.Connect();
        (int one, int other) = (Who(first), Who(second));
        Assert.NotEqual(one, other);
        using Socket third = child.Connect();
        third.SendAll([ProcessServer.Who, 0, 0, 0]);
        second.Ping();
        Assert.False(third.TryReceive(new byte[1], out _));
        first.Dispose();
        Assert.Equal(one, Answer(third));
    }

    [Fact]
    public async Task AWorkerThatDies_IsReplacedAndCounted_AndItsClientReset()
    {
        using var child = new ChildServer(ProcessServer.Name, ProcessServer.Commands);
        using Socket first = child.Connect();
        int worker = Who(first);
        first.SendAll([ProcessServer.Die, 0, 0, 0]);
        first.DemandReset();
        DemandGone(worker);
        using (Socket second = child.Connect())
        {
            Assert.NotEqual(worker, Who(second));
        }

        child.Signal("TERM");
        string said = await child.Ended();
        Assert.Contains("told: WorkerEndedException", said, StringComparison.Ordinal);
        Assert.Contains("served 2 failed 1", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatHappensInAWorker_IsToldThere_AndCountedByTheParent()
    {
        using var child = new ChildServer(ProcessServer.Name, ProcessServer.Impatient);
        using (Socket thrown = child.Connect())
        {
            thrown.SendAll([ProcessServer.Throw, 0, 0, 0]);
            thrown.DemandReset();
        }

        using (Socket silent = child.Connect())
        {
            silent.Ping();
            silent.DemandReset();       // after its three seconds
        }

        using (Socket stranger = child.Connect("127.0.0.9"))
        {
            stranger.DemandEnd();
        }

        child.Signal("TERM");
        string said = await child.Ended();
        Assert.Contains("told: InvalidDataException", said, StringComparison.Ordinal);
        Assert.Contains("told: SocketTimeoutException", said, StringComparison.Ordinal);
        Assert.Contains("told: ClientRefusedException", said, StringComparison.Ordinal);
        Assert.Contains("served 2 failed 1 idle 1 verified 1", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADrain_EndsBetweenTwoFrames_AndNoProcessIsLeft()
    {
        using var child = new ChildServer(ProcessServer.Name, ProcessServer.Frames);
        using Socket client = child.Connect();
        for (int i = 0; i < 100; i++)
        {
            client.SendAll([0, 0, 0, 1, (byte)i]);
            byte[] back = new byte[5];
            client.ReceiveExactly(back);
            Assert.Equal((byte)i, back[4]);
        }

        child.Signal("TERM");
        client.DemandEnd();
        Assert.Contains("Ended = 1, Aborted = 0", await child.Ended(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASecondSignal_EndsWhatIsUnderWay()
    {
        using var child = new ChildServer(ProcessServer.Name, ProcessServer.Frames);
        using Socket client = child.Connect();
        byte[] back = new byte[5];
        client.SendAll([0, 0, 0, 1, 5, 0, 0, 0, 9, 1]);     // and no more: once the first frame is back it is within the second
        client.ReceiveExactly(back);
        using Socket other = child.Connect();
        other.SendAll([0, 0, 0, 1, 7]);
        other.ReceiveExactly(back);
        child.Signal("TERM");
        other.DemandEnd();
        child.Signal("TERM");
        client.DemandReset();
        string said = await child.Ended();
        Assert.DoesNotContain("Aborted = 0", said, StringComparison.Ordinal);       // the other one may be still leaving when the second signal comes, and is counted with it
        Assert.Contains("Abandoned = 0", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AShutdownWhileAWorkerStarts_StillServesTheClientItIsFor()
    {
        using var child = new ChildServer(ProcessServer.Name, ProcessServer.Commands);
        using Socket client = child.Connect();
        Eventually.True(() => HasAChild(child.ProcessId), Scene.Patience);
        child.Signal("TERM");
        Assert.NotEqual(child.ProcessId, Who(client));
        client.Shutdown(ShutdownHow.SHUT_WR);
        client.DemandEnd();
        Assert.Contains("Ended = 1, Aborted = 0", await child.Ended(), StringComparison.Ordinal);
    }

    [Fact]
    public void WorkersEnd_WhenTheirParentIsGone()
    {
        using var child = new ChildServer(ProcessServer.Name, ProcessServer.Commands);
        using Socket client = child.Connect();
        int worker = Who(client);
        child.Signal("KILL");
        DemandGone(worker);
        client.DemandEnd();
    }

    private static int Who(Socket client)
    {
        client.SendAll([ProcessServer.Who, 0, 0, 0]);
        return Answer(client);
    }

    private static int Answer(Socket client)
    {
        byte[] answer = new byte[4];
        client.ReceiveExactly(answer);
        return BitConverter.ToInt32(answer);
    }

    private static bool HasAChild(int process)
        => Directory.EnumerateDirectories("/proc").Any(one => int.TryParse(Path.GetFileName(one), out _) && ParentOf(one) == $"{process}");

    // The fourth field of its stat; the second, its name, may have spaces.
    private static string? ParentOf(string process)
    {
        try
        {
            string stat = File.ReadAllText($"{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1];
        }
        catch (IOException)
        {
            return null;        // it has ended meanwhile
        }
    }

    // A zombie whose parent has not asked for it yet has no program any more.
    private static void DemandGone(int process)
        => Eventually.True(() => !File.Exists($"/proc/{process}/exe") && new FileInfo($"/proc/{process}/exe").LinkTarget is null, Scene.Patience);
}
