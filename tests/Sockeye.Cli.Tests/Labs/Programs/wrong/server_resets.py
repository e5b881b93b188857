"""Wrong: it breaks the connection off where it should close it."""
import socket
import struct
import sys

server = socket.create_server((sys.argv[1], int(sys.argv[2])))
while True:
    client, _ = server.accept()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with client:
        try:
            while piece := client.recv(16):
                client.sendall(piece)
        except OSError:
            pass
