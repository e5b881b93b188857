"""Wrong: the connections of clients that have ended are kept open."""
import socket
import sys

server = socket.create_server((sys.argv[1], int(sys.argv[2])))
kept = []
while True:
    client, _ = server.accept()
    kept.append(client)
    try:
        while piece := client.recv(16):
            client.sendall(piece)
    except OSError:
        pass
