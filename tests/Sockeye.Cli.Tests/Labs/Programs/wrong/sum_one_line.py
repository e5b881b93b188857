"""Wrong: one recv is a line, numbers are floats, and nonsense ends the server."""
import socket
import sys

server = socket.create_server((sys.argv[1], int(sys.argv[2])))
while True:
    client, _ = server.accept()
    with client:
        while line := client.recv(4096):
            a, b = line.split()
            client.sendall(b'%d\n' % (float(a) + float(b)))
