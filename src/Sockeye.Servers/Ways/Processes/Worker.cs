using System.Diagnostics;
using System.Net;
using System.Text;
using Sockeye.Sockets;

namespace Sockeye.Servers.Ways.Processes;

/// <summary>A worker as its parent sees it. It serves one connection at a time.</summary>
internal sealed class Worker : IDisposable
{
    // A runtime starts in a tenth of a second; the program's own Main comes before the server.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LastRespects = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly Socket _control;
    private readonly Lock _gate = new();
    private bool _isExpecting = true;       // a client, for which it was started
    private bool _stops;

    private Worker(Process process, Socket control) => (_process, _control) = (process, control);

    internal int ProcessId => _process.Id;

    internal bool HasEnded => _control.IsClosed || _process.HasExited;

    /// <summary>Starts this program again, and waits until its server has come.</summary>
    /// <exception cref="WorkerEndedException">It has ended before, or did not come in time.</exception>
    internal static Worker Start(int number, EndPoint listens)
    {
        Assignment assignment = Assignment.For(number, listens);
        using Socket door = Socket.CreateServer(assignment.DoorEndPoint);
        door.Timeout = null;        // whatever the program's default is
        door.Deadline = Deadline.After(Patience);
        var process = new Process { StartInfo = Again(assignment), EnableRaisingEvents = true };
        process.Exited += (_, _) => door.Dispose();
        try
        {
            process.Start();
            process.StandardInput.Close();
            return new Worker(process, Welcome(door, process.Id, assignment.Secret));
        }
        catch (Exception error) when (error is SocketFaultException or ObjectDisposedException)
        {
            using (process)
            {
                string how = process.HasExited ? $"has ended (exit code {process.ExitCode})" : $"did not come within {Patience.TotalSeconds:0} s";
                int id = process.Id;
                process.Kill();
                throw new WorkerEndedException(id, $"worker process {id} {how} before it came to ServeForever: {nameof(ServeBy)}.{nameof(ServeBy.Processes)} runs this program again", error);
            }
        }
    }

    /// <summary>Has it serve a connection, to its end.</summary>
    /// <param name="connection">Stays the caller's.</param>
    /// <param name="report">What it has counted.</param>
    /// <exception cref="WorkerEndedException">It has ended meanwhile.</exception>
    internal void Serve(Socket connection, Span<byte> report)
    {
        try
        {
            lock (_gate)
            {
                _control.SendDescriptors([Word.Serve], [connection]);
                _isExpecting = false;
                if (_stops)
                {
                    SayStop();
                }
            }

            _control.ReceiveExactly(report);
        }
        catch (Exception error) when (error is SocketFaultException or ObjectDisposedException or EndOfStreamException)
        {
            _control.Dispose();
            string how = _process.WaitForExit(LastRespects) ? $"has ended (exit code {_process.ExitCode})" : "has closed its socket";
            throw new WorkerEndedException(_process.Id, $"worker process {_process.Id} {how}, and its connection with it", error);
        }
    }

    /// <summary>It is to serve the next client: a stop waits until it has that.</summary>
    internal void Expect()
    {
        lock (_gate)
        {
            _isExpecting = true;
        }
    }

    /// <summary>The server shuts down. Any thread.</summary>
    internal void Stop()
    {
        lock (_gate)
        {
            _stops = true;
            if (!_isExpecting)
            {
                SayStop();
            }
        }
    }

    /// <summary>Has it end, whatever it does, and does not wait for that. Any thread.</summary>
    internal void Quit() => _control.Dispose();         // to the worker this says that its parent is gone

    /// <summary>The same, and waits for it. Any thread.</summary>
    public void Dispose() => EndBy(Deadline.After(LastRespects));

    /// <summary>All of them end, in the time that one has.</summary>
    internal static void EndAll(Worker[] workers)
    {
        Array.ForEach(workers, static worker => worker.Quit());
        Deadline deadline = Deadline.After(LastRespects);
        Array.ForEach(workers, worker => worker.EndBy(deadline));
    }

    private void EndBy(Deadline deadline)
    {
        Quit();
        if (!_process.WaitForExit(deadline.Left))
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private void SayStop()
    {
        try
        {
            _control.Send([Word.Stop]);
        }
        catch (Exception gone) when (gone is SocketFaultException or ObjectDisposedException)
        {
            // It has ended; who waits for it is told.
        }
    }

    private static ProcessStartInfo Again(Assignment assignment)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("nobody knows what program this is, so it cannot be started again");
        string[] arguments = Environment.GetCommandLineArgs();
        bool isHosted = Path.GetFileNameWithoutExtension(program) == "dotnet";        // then what it runs is the first argument
        var start = new ProcessStartInfo(program, isHosted ? arguments : arguments[1..]) { RedirectStandardInput = true };
        assignment.PutInto(start.Environment);
        return start;
    }

    // Whoever else comes is sent away: by the kernel's word it is not the process that was started, or it does not know the secret.
    private static Socket Welcome(Socket door, int process, string secret)
    {
        byte[] said = new byte[secret.Length];
        while (true)
        {
            Socket control = door.Accept();
            try
            {
                control.Timeout = null;
                control.Deadline = door.Deadline;
                if (control.GetPeerCredentials().ProcessId == process)
                {
                    control.ReceiveExactly(said);
                    if (Encoding.ASCII.GetString(said) == secret)
                    {
                        control.Deadline = Deadline.Never;
                        return control;
                    }
                }
            }
            catch (Exception gone) when (gone is SocketFaultException or EndOfStreamException)
            {
                // Whoever it was.
            }

            control.Dispose();
        }
    }
}
