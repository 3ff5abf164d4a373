"""The specification as a proxy before an upstream. SPEC_PROXY starts it; it carries text only, and damages other bytes."""
import http.client
import http.server
import os
import pathlib
import socket
import subprocess
import threading
import time


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Proxy:
    def __init__(self, upstream, log):
        self.url = f"http://127.0.0.1:{free_port()}"
        self.log = open(log, "w+", encoding="utf-8")
        words = os.environ["SPEC_PROXY"].split() + [upstream, "-p", self.url.rpartition(":")[2]]
        self.process = subprocess.Popen(words, stdout=self.log, stderr=subprocess.STDOUT)
        end = time.monotonic() + 60
        while "is listening" not in self.said():
            assert self.process.poll() is None and time.monotonic() < end, self.said()
            time.sleep(0.05)

    def said(self):
        return pathlib.Path(self.log.name).read_text(encoding="utf-8")

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self.log.close()


class Recorder(http.server.ThreadingHTTPServer):
    """Before the proxy: keeps what it refused, which its own log does not tell."""
    daemon_threads = True

    def __init__(self, proxy):
        super().__init__(("127.0.0.1", 0), Recording)
        self.target = proxy.url.rpartition("/")[2]
        self.violations = []
        self.passed = 0
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self):
        self.shutdown()
        self.server_close()


class Recording(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def forward(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        upstream = http.client.HTTPConnection(self.server.target, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
        upstream.request(self.command, self.path, body, headers)
        answer = upstream.getresponse()
        content = answer.read()
        upstream.close()
        if b"stoplight.io/prism/errors" in content:
            self.server.violations.append(f"{self.command} {self.path}: {content.decode()}")
        else:
            self.server.passed += 1
        self.send_response(answer.status)
        for name in ("Content-Type", "WWW-Authenticate"):
            if answer.headers.get(name):
                self.send_header(name, answer.headers[name])
        if answer.status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_PUT = do_POST = do_DELETE = forward

    def log_message(self, *_):
        """Silent."""
