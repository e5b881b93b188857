"""Wrong: sends the whole buffer, however much of it was filled."""
import socket
import sys

server = socket.create_server((sys.argv[1], int(sys.argv[2])))
buffer = bytearray(16)
while True:
    client, _ = server.accept()
    with client:
        while client.recv_into(buffer):
            client.sendall(buffer)
