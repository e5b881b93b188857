"""A right echo server, with the traps of Python's socket module avoided."""
import socket
import sys

with socket.create_server((sys.argv[1], int(sys.argv[2]))) as server:
    while True:
        client, peer = server.accept()
        with client:
            try:
                while piece := client.recv(16):
                    client.sendall(piece)
            except OSError as gone:
                print(peer, gone, file=sys.stderr)
