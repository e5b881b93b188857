"""Wrong: waits for the server's end where the answer ends with its line."""
import socket
import sys

s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
s.sendall(f'{sys.argv[3]} {sys.argv[4]}\n'.encode())
answer = b''
while piece := s.recv(16):
    answer += piece
print(answer.decode(), end='')
