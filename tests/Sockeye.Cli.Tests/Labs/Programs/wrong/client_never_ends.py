"""Wrong: does not see that 0 bytes are the end."""
import socket
import sys

s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
s.sendall(sys.stdin.buffer.read())
s.shutdown(socket.SHUT_WR)
while True:
    sys.stdout.buffer.write(s.recv(16))
    sys.stdout.buffer.flush()
