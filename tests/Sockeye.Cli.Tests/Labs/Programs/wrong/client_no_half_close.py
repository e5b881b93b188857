"""Wrong: waits for the server's end, and never says that it has ended itself."""
import socket
import sys

s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
s.sendall(sys.stdin.buffer.read())
while piece := s.recv(16):
    sys.stdout.buffer.write(piece)
