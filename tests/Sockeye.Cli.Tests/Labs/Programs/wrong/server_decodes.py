"""Wrong: each piece is decoded; one that ends in the middle of a character cannot be."""
import socket
import sys

server = socket.create_server((sys.argv[1], int(sys.argv[2])))
while True:
    client, _ = server.accept()
    with client:
        try:
            while piece := client.recv(16):
                client.sendall(piece.decode().encode())
        except OSError:
            pass
