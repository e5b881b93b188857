"""Wrong: bytes become text by str() and go back as b'...'."""
import socket
import sys

server = socket.create_server((sys.argv[1], int(sys.argv[2])))
while True:
    client, _ = server.accept()
    with client:
        while piece := client.recv(16):
            client.sendall(str(piece).encode())
