"""Wrong: one recv is taken for the whole message."""
import socket
import sys

server = socket.create_server((sys.argv[1], int(sys.argv[2])))
while True:
    client, _ = server.accept()
    with client:
        client.sendall(client.recv(4096))
