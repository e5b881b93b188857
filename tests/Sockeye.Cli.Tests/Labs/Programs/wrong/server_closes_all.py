"""Wrong: the end of one client is taken for the end of all."""
import select
import socket
import sys

server = socket.create_server((sys.argv[1], int(sys.argv[2])))
clients = []
while True:
    for sock in select.select([server] + clients, [], [])[0]:
        if sock is server:
            clients.append(server.accept()[0])
            continue
        piece = sock.recv(16)
        if piece:
            sock.sendall(piece)
            continue
        for client in clients:
            client.close()
        clients.clear()
        break
