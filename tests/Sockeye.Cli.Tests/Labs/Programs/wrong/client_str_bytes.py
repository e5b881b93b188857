"""Wrong: prints bytes as Python shows them."""
import socket
import sys

s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
s.sendall(sys.stdin.buffer.read())
s.shutdown(socket.SHUT_WR)
answer = b''
while piece := s.recv(16):
    answer += piece
print(answer)
