"""Wrong: a piece shorter than 16 bytes is taken for the end."""
import socket
import sys

server = socket.create_server((sys.argv[1], int(sys.argv[2])))
while True:
    client, _ = server.accept()
    with client:
        while True:
            piece = client.recv(16)
            client.sendall(piece)
            if len(piece) < 16:
                break
