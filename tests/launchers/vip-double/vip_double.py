#!/usr/bin/python3
"""A stand-in of VIP 4.6 for tests: its REST interface in its own dialect, with its traps, on the loopback only.

usage: vip_double.py --state FOLDER [--settings FILE.json] [--pipelines FOLDER] [--port N] [--strict]
                     [--certificate PEM --private-key PEM]

Prints the base URL on a line, then serves until it is stopped. FOLDER/events.jsonl says what took effect.
"""
import argparse
import http.server
import pathlib
import signal
import socket
import ssl
import struct
import sys
import threading
import urllib.parse

from api import Api
from strict import strictly
from world import World

HERE = pathlib.Path(__file__).resolve().parent
GATEWAY = {502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or headers and content, sent apart, wait for each other

    def handle_any(self):
        body = self.read_body()
        world, api = self.server.world, self.server.api
        path = urllib.parse.unquote(self.path.partition("?")[0])
        target = f"{self.command} {path}"

        def trouble(kind):
            if world.nth(kind, self.command, path) or world.hit(kind, target):
                world.event("trouble", kind=kind, method=self.command, path=path)
                return True
            return False

        if world.request() or trouble("reset_before"):
            return self.reset()
        if trouble("error_500"):
            return self.send(500, [("Content-Type", "application/json")],
                             b'{"errorCode":8000,"errorMessage":"An error has been encountered on the VIP API"}')
        if trouble("gateway"):
            status = sorted(GATEWAY)[len(path) % len(GATEWAY)]
            return self.send(status, [("Content-Type", "text/html")], f"<html>{GATEWAY[status]}</html>".encode())
        answer = self.server.answer(self.command, self.path, self.headers, body)
        if trouble("reset_after"):
            return self.reset()
        if trouble("error_500_after"):
            return self.send(500, [("Content-Type", "text/html")], b"<html>Internal Server Error</html>")
        if len(answer[2]) > 1 and trouble("cut"):
            return self.send(*answer, cut=True)
        if answer[0] < 400:
            world.went_well(target)
        return self.send(*answer)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = handle_any

    def read_body(self):
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            parts = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            while self.rfile.readline().strip():
                pass
            return b"".join(parts)
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def send(self, status, headers, content, cut=False):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content[:len(content) // 2] if cut else content)
        if cut:
            self.reset()

    def reset(self):
        """Ends the connection by a reset: the client gets no answer."""
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True

    def log_message(self, *_):
        """Silent: the event log says what matters, and no header gets into a log."""


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, world, pipelines, port=0, strict=False):
        super().__init__(("127.0.0.1", port), Handler)
        self.world = world
        self.api = Api(world, pipelines)
        self.answer = strictly(self.api) if strict else self.api.answer
        self.scheme = "http"

    def use_tls(self, certificate, key):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.scheme = "https"

    def url(self):
        return f"{self.scheme}://127.0.0.1:{self.server_address[1]}/rest"

    def shutdown_request(self, request):
        """Without the polite end of a connection, which would come before a reset."""
        try:
            if struct.unpack("ii", request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8)) == (1, 0):
                return request.close()
        except OSError:
            pass
        return super().shutdown_request(request)

    def handle_error(self, request, client_address):
        """A client that has gone is nothing to speak of; a fault of the double is."""
        kind = sys.exc_info()[0]
        if not issubclass(kind, (ConnectionError, ssl.SSLError)):
            super().handle_error(request, client_address)
            self.world.event("double failed", why=repr(sys.exc_info()[1]))

    def stop(self):
        self.shutdown()
        self.server_close()
        executions = [one for one in self.api.executions.known.values() if one.thread and one.thread.is_alive()]
        for one in executions:
            one.killed = True
            for job in one.jobs:
                job.kill()
        for one in executions:
            one.thread.join(10)


def start(state, pipelines=HERE / "pipelines", strict=False, settings_file=None, **settings):
    """A double in this process, for unit tests."""
    server = Server(World(state, settings_file, **settings), pipelines, strict=strict)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return server


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--state", required=True)
    parser.add_argument("--settings")
    parser.add_argument("--pipelines", default=HERE / "pipelines")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--strict", action="store_true")
    parser.add_argument("--certificate")
    parser.add_argument("--private-key")
    given = parser.parse_args()
    pathlib.Path(given.state).mkdir(parents=True, exist_ok=True)
    server = Server(World(given.state, given.settings), given.pipelines, given.port, given.strict)
    if given.certificate:
        server.use_tls(given.certificate, given.private_key)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit())
    print(server.url(), flush=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        signal.pause()
    finally:
        server.stop()


if __name__ == "__main__":
    main()
