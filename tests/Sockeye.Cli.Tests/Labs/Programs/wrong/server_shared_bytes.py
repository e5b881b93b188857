"""Wrong: what is to be sent back is kept once, and not for each client."""
import select
import socket
import sys

server = socket.create_server((sys.argv[1], int(sys.argv[2])))
clients = []
said = b""
while True:
    for sock in select.select([server] + clients, [], [])[0]:
        if sock is server:
            clients.append(server.accept()[0])
            continue
        piece = sock.recv(16)
        if not piece:
            clients.remove(sock)
            sock.close()
            continue
        said += piece
        sock.sendall(said)
