"""Wrong: serves one client and ends."""
import socket
import sys

server = socket.create_server((sys.argv[1], int(sys.argv[2])))
client, _ = server.accept()
with client:
    while piece := client.recv(16):
        client.sendall(piece)
