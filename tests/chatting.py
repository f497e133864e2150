"""Chatting: a small server with the common chat interface, which answers as a test wants it to, or does not."""

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Model:
    """What the server was asked, and how it answers.

    answers: what it says, in turn. reply: or a function of what it was asked. misbehave: or a function that is handed
    the request's handler and writes whatever it likes.
    """

    def __init__(self) -> None:
        self.asked: list[dict] = []
        self.answers = [""]
        self.reply: Callable[[dict], str] | None = None
        self.misbehave: Callable[[BaseHTTPRequestHandler], None] | None = None
        self.status = 200
        self.address = ""
        self.listed = [{"id": "small", "object": "model", "created": 0, "owned_by": "nobody"}]

    def say(self, request: dict) -> str:
        return self.reply(request) if self.reply else self.answers[(len(self.asked) - 1) % len(self.answers)]


@contextlib.contextmanager
def serve(model: Model) -> Iterator[Model]:
    """Let a model answer on a port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send({"object": "list", "data": model.listed})

        def do_POST(self):
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            model.asked.append(request)
            if model.misbehave:
                with contextlib.suppress(OSError):  # the asker has had enough
                    model.misbehave(self)
                return
            message = {"role": "assistant", "content": model.say(request)}
            choices = [{"index": 0, "finish_reason": "stop", "message": message}]
            self.send({"id": "1", "object": "chat.completion", "created": 0, "model": "small", "choices": choices})

        def send(self, body):
            self.send_response(model.status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    model.address = f"http://127.0.0.1:{server.server_port}/v1"
    yield model
    server.shutdown()
    server.server_close()
