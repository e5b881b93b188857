"""A right echo server for several clients at the same time, with the classic select loop."""
import select
import socket
import sys

server = socket.create_server((sys.argv[1], int(sys.argv[2])))
unsent = {}


def leave(client):
    del unsent[client]
    client.close()


while True:
    full = [client for client in unsent if unsent[client]]
    readable, writable, _ = select.select([server] + [client for client in unsent if not unsent[client]], full, [])
    for sock in readable:
        if sock is server:
            client, _ = server.accept()
            client.setblocking(False)
            unsent[client] = b""
            continue
        try:
            unsent[sock] = sock.recv(16)
            if not unsent[sock]:
                leave(sock)
        except BlockingIOError:
            pass
        except OSError:
            leave(sock)
    for sock in writable:
        try:
            unsent[sock] = unsent[sock][sock.send(unsent[sock]):]
        except BlockingIOError:
            pass
        except OSError:
            leave(sock)
