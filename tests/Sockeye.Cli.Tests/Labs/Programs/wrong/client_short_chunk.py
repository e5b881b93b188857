"""Wrong: a piece shorter than 16 bytes is taken for the end."""
import socket
import sys

s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
s.sendall(sys.stdin.buffer.read())
s.shutdown(socket.SHUT_WR)
while True:
    piece = s.recv(16)
    sys.stdout.buffer.write(piece)
    if len(piece) < 16:
        break
