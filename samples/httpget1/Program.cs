// Reads a document over HTTP, first attempt: a bare socket. What the server says is printed as it comes, head and all.
//   dotnet run --project samples/httpget1 example.org
using System.Text;
using Sockeye.Sockets;

if (args is not [string host, .. string[] rest] || rest.Length > 1)
{
    Console.Error.WriteLine("usage: httpget1 HOST [PORT]");
    return 2;
}

try
{
    using Socket socket = Socket.CreateConnection(host, rest is [string port] ? port : "80", new ConnectOptions { Timeout = TimeSpan.FromSeconds(30) });
    socket.SendAll(Encoding.ASCII.GetBytes($"GET / HTTP/1.0\r\nHost: {host}\r\n\r\n"));
    using Stream output = Console.OpenStandardOutput();
    byte[] buffer = new byte[16 * 1024];
    for (int count; (count = socket.Receive(buffer)) > 0;)     // 0: the server has said all
    {
        output.Write(buffer, 0, count);
    }

    return 0;
}
catch (SocketFaultException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
