#!/usr/bin/env python3
"""Carries one loopback TCP port across a network namespace through a Unix socket.

    bridge.py out SOCKET PORT   outside: accepts on SOCKET, connects to 127.0.0.1:PORT
    bridge.py in  SOCKET PORT READY   inside:  accepts on 127.0.0.1:PORT, connects to SOCKET;
                                      writes the port to the file READY once it accepts

If the far side cannot be reached the accepted connection is closed at once, so a dead
server shows up as a reset, not as "connection refused".
"""
import socket
import sys
import threading


def pump(a, b):
    try:
        while data := a.recv(65536):
            b.sendall(data)
    except OSError:
        pass
    try:
        b.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def serve(listener, dial):
    while True:
        near, _ = listener.accept()
        try:
            far = dial()
        except OSError:
            near.close()
            continue
        threading.Thread(target=pump, args=(near, far), daemon=True).start()
        threading.Thread(target=pump, args=(far, near), daemon=True).start()


def main():
    mode, path, port = sys.argv[1], sys.argv[2], int(sys.argv[3])

    def dial_unix():
        s = socket.socket(socket.AF_UNIX)
        s.connect(path)
        return s

    if mode == "out":
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(path)
        listener.listen(64)
        serve(listener, lambda: socket.create_connection(("127.0.0.1", port)))
    else:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(64)
        with open(sys.argv[4], "w") as ready:
            ready.write(str(port))
        serve(listener, dial_unix)


if __name__ == "__main__":
    main()
