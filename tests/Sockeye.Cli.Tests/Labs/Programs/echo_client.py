"""A right echo client of the plain kind: sends all, ends its half, reads to the end."""
import socket
import sys

with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as s:
    s.sendall(sys.stdin.buffer.read())
    s.shutdown(socket.SHUT_WR)
    while piece := s.recv(16):
        sys.stdout.buffer.write(piece)
