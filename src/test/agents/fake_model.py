#!/usr/bin/env python3
"""A scripted stand-in for the Anthropic Messages API (Python 3.11, standard library only).

It plays a scenario file: tool calls turn by turn, then a closing text. It never
thinks; it only lets a test make a coding agent attempt exactly the tool calls the
test wants, and it writes down what the agent answered (tool results, denial
reasons, injected context).

It also listens on every address of its machine (a network of its own) and writes down each
connection that speaks TLS: a client's WebFetch, which makes https of any URL.

Endpoints
    POST /v1/messages                 streaming (SSE) and plain JSON
    POST /v1/messages/count_tokens    a constant-ish estimate
    GET  /v1/models                   one model
    anything else                     404 with an Anthropic-style error body (logged)

Scenario (${WORKDIR}, ${OUT} and this server's ${PORT} are filled in)
    {"turns": [{"tools": [{"id": "toolu_1", "name": "Bash", "input": {"command": "ls"}}],
                "until": "a file: the answer waits for it, and FILE.awaited says that it does"}],
     "final": "what to say once the turns are used up",
     "threads": [{"match": "SUBTASK-ONE", "turns": [...], "final": "..."}]}
    One turn for each request of the conversation, in order. A request goes to a thread when
    `match` occurs in its first user message or its last one (a subagent's prompt).

Log: a JSON object a line; `kind` is request, tool_use, tool_result (what the model was told),
connection or other.
"""
import argparse
import json
import os
import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def text_of(content):
    """Flattens a message's content to plain text (tool results included)."""
    if isinstance(content, str):
        return content
    parts = []
    for block in content or []:
        kind = block.get("type")
        if kind == "text":
            parts.append(block.get("text", ""))
        elif kind == "tool_result":
            parts.append(text_of(block.get("content")))
    return "\n".join(parts)


def latest_user_text(messages):
    """The text (tool results left out) the client added since the model last spoke."""
    tail = []
    for message in reversed(messages):
        if message.get("role") == "assistant":
            break
        tail.insert(0, message)
    parts = []
    for message in tail:
        content = message.get("content")
        if isinstance(content, str):
            parts.append(content)
        else:
            parts.extend(b.get("text", "") for b in content or [] if b.get("type") == "text")
    return "\n".join(parts)


class Script:
    """One thread of conversation (the main one, or a subagent's) and its place in the script."""

    def __init__(self, spec):
        self.match = spec.get("match")
        self.turns = spec.get("turns", [])
        self.final = spec.get("final", "Done.")
        self.next_turn = 0
        self.last_key = None
        self.last_turn = None

    def turn_for(self, key):
        # The same request sent twice (a client-side retry) gets the same answer.
        if key == self.last_key:
            return self.last_turn
        if self.next_turn < len(self.turns):
            turn = self.turns[self.next_turn]
            self.next_turn += 1
        else:
            turn = {"text": self.final}
        self.last_key, self.last_turn = key, turn
        return turn


class Model:
    def __init__(self, scenario, log_path):
        self.scenario = scenario
        self.lock = threading.Lock()
        self.main = Script(scenario)
        self.threads = [Script(s) for s in scenario.get("threads", [])]
        self.tool_ids = 0
        self.seen_results = set()
        self.log_path = log_path
        self.log_file = open(log_path, "a", encoding="utf-8") if log_path else None

    def log(self, entry):
        entry = {"t": round(time.time(), 4), **entry}
        with self.lock:
            if self.log_file:
                self.log_file.write(json.dumps(entry, ensure_ascii=False) + "\n")
                self.log_file.flush()

    def pick(self, body):
        """Which script answers this request: a matching thread, the main one, or none (aux)."""
        messages = body.get("messages") or []
        everything = text_of([{"type": "text", "text": text_of(m.get("content"))}
                              for m in messages if m.get("role") == "user"][:1])
        last = text_of(messages[-1].get("content")) if messages else ""
        for script in self.threads:
            if script.match and (script.match in everything or script.match in last):
                return script
        if not body.get("tools"):
            return None
        return self.main

    def answer(self, body):
        messages = body.get("messages") or []
        script = self.pick(body)
        if script is None:
            return "aux", {"text": self.scenario.get("aux", "ok")}
        key = (len(messages), text_of(messages[-1].get("content"))[-400:] if messages else "")
        with self.lock:
            turn = script.turn_for(key)
        return ("main" if script is self.main else script.match), turn

    def first_sight(self, tool_use_id):
        with self.lock:
            fresh = tool_use_id not in self.seen_results
            self.seen_results.add(tool_use_id)
            return fresh

    def next_tool_id(self):
        with self.lock:
            self.tool_ids += 1
            return "toolu_fake_%04d" % self.tool_ids


def blocks_of(model, turn):
    blocks = []
    if turn.get("text"):
        blocks.append({"type": "text", "text": turn["text"]})
    for call in turn.get("tools", []):
        blocks.append({"type": "tool_use", "id": call.get("id") or model.next_tool_id(),
                       "name": call["name"], "input": call.get("input", {})})
    return blocks or [{"type": "text", "text": "Done."}]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    model = None

    def log_message(self, *args):
        pass

    def send_json(self, status, value):
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def read_body(self):
        if "chunked" in (self.headers.get("Transfer-Encoding") or ""):
            data = b""
            while True:
                size = int(self.rfile.readline().split(b";")[0].strip() or b"0", 16)
                if size == 0:
                    while self.rfile.readline().strip():
                        pass
                    return data
                data += self.rfile.read(size)
                self.rfile.readline()
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def do_HEAD(self):
        self.send_json(200, {})

    def do_GET(self):
        path = self.path.split("?")[0]
        if path == "/v1/models":
            return self.send_json(200, {"data": [{"type": "model", "id": "fake-model",
                                                  "display_name": "Fake", "created_at": "2026-01-01T00:00:00Z"}],
                                        "has_more": False, "first_id": "fake-model", "last_id": "fake-model"})
        self.model.log({"kind": "other", "method": "GET", "path": self.path})
        self.send_json(404, {"type": "error", "error": {"type": "not_found_error", "message": self.path}})

    def do_POST(self):
        raw = self.read_body()
        path = self.path.split("?")[0]
        try:
            body = json.loads(raw or b"{}")
        except ValueError:
            body = {}
        if path == "/v1/messages/count_tokens":
            return self.send_json(200, {"input_tokens": max(1, len(raw) // 4)})
        if path != "/v1/messages":
            self.model.log({"kind": "other", "method": "POST", "path": self.path, "bytes": len(raw)})
            return self.send_json(404, {"type": "error", "error": {"type": "not_found_error", "message": self.path}})
        self.messages(body, raw)

    def messages(self, body, raw):
        model = self.model
        thread, turn = model.answer(body)
        messages = body.get("messages") or []
        results = []
        for message in messages:
            content = message.get("content")
            for block in content if isinstance(content, list) else []:
                if block.get("type") == "tool_result" and model.first_sight(block.get("tool_use_id")):
                    results.append({"tool_use_id": block.get("tool_use_id"), "is_error": bool(block.get("is_error")),
                                    "text": text_of(block.get("content"))})
        entry = {"kind": "request", "thread": thread, "model": body.get("model"), "stream": bool(body.get("stream")),
                 "messages": len(messages), "tools": [t.get("name") for t in body.get("tools") or []],
                 "tool_results": results,
                 "last_user_text": latest_user_text(messages)}
        model.log(entry)
        for result in results:
            model.log({"kind": "tool_result", "thread": thread, **result})
        if turn.get("until") and not os.path.exists(turn["until"]):
            open(turn["until"] + ".awaited", "w").close()
            while not os.path.exists(turn["until"]):
                time.sleep(0.02)
        blocks = blocks_of(model, turn)
        for block in blocks:
            if block["type"] == "tool_use":
                model.log({"kind": "tool_use", "thread": thread, "id": block["id"], "name": block["name"],
                           "input": block["input"]})
        stop = "tool_use" if any(b["type"] == "tool_use" for b in blocks) else "end_turn"
        usage = {"input_tokens": turn.get("input_tokens", 10), "output_tokens": 5,
                 "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0}
        message = {"id": "msg_fake_%d" % int(time.time() * 1e6), "type": "message", "role": "assistant",
                   "model": body.get("model") or "fake-model", "content": blocks, "stop_reason": stop,
                   "stop_sequence": None, "usage": usage}
        if body.get("stream"):
            self.stream(message, blocks, stop, usage)
        else:
            self.send_json(200, message)

    def stream(self, message, blocks, stop, usage):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

        def event(name, data):
            payload = ("event: %s\ndata: %s\n\n" % (name, json.dumps({"type": name, **data}))).encode()
            self.wfile.write(b"%x\r\n" % len(payload) + payload + b"\r\n")

        try:
            event("message_start", {"message": {**message, "content": [], "stop_reason": None}})
            for i, block in enumerate(blocks):
                if block["type"] == "text":
                    event("content_block_start", {"index": i, "content_block": {"type": "text", "text": ""}})
                    event("content_block_delta", {"index": i, "delta": {"type": "text_delta", "text": block["text"]}})
                else:
                    event("content_block_start", {"index": i, "content_block": {**block, "input": {}}})
                    event("content_block_delta", {"index": i, "delta": {
                        "type": "input_json_delta", "partial_json": json.dumps(block["input"])}})
                event("content_block_stop", {"index": i})
            event("message_delta", {"delta": {"stop_reason": stop, "stop_sequence": None},
                                    "usage": {"output_tokens": usage["output_tokens"]}})
            event("message_stop", {})
            self.wfile.write(b"0\r\n\r\n")
        except (BrokenPipeError, ConnectionResetError):
            pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def finish_request(self, request, client_address):
        tls_hello = b"\x16"
        if request.recv(1, socket.MSG_PEEK) == tls_hello:
            Handler.model.log({"kind": "connection", "to": request.getsockname()[0]})
        else:
            super().finish_request(request, client_address)


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ap.add_argument("--scenario", required=True)
    ap.add_argument("--log", help="append a JSON line per request / tool call / tool result")
    ap.add_argument("--port-file", help="write the chosen port here once listening")
    args = ap.parse_args()
    with open(args.scenario, encoding="utf-8") as f:
        text = f.read()
    for name, value in os.environ.items():  # ${WORKDIR} and friends inside a scenario
        if name.startswith("SCENARIO_"):
            text = text.replace("${%s}" % name[len("SCENARIO_"):], json.dumps(value)[1:-1])
    server = Server(("", 0), Handler)
    text = text.replace("${PORT}", str(server.server_address[1]))
    Handler.model = Model(json.loads(text), args.log)
    if args.port_file:
        with open(args.port_file + ".tmp", "w") as f:
            f.write(str(server.server_address[1]))
        os.replace(args.port_file + ".tmp", args.port_file)
    print("fake model on http://127.0.0.1:%d" % server.server_address[1], file=sys.stderr, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
