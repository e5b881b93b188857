"""A right sum client."""
import socket
import sys

with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as s:
    s.sendall(f'{sys.argv[3]} {sys.argv[4]}\n'.encode())
    print(s.makefile().readline(), end='')
