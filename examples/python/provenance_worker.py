"""Marks and verifies pictures and texts from Python, through `provenance worker --stdio`.

The standard library alone. One process of the command serves all threads: each call sends a JSON line and waits for the
line with its id. Keys, signer and registry are those of the configuration in `cwd`.

    with Worker() as worker:
        done = worker.mark(file="art.png", output="art.marked.png", model="painter", version="2.1")
        print(done["contentId"], worker.verify(file="art.marked.png")["verdict"]["sentence"])
"""

import itertools
import json
import subprocess
import tempfile
import threading


class ProvenanceError(Exception):
    """What went wrong with one call. `code` is stable: see docs/errors.md."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class Worker:
    def __init__(self, command=("provenance",), cwd=None, env=None):
        """`command`: how the command line is called, as a list."""
        self._process = subprocess.Popen(
            [*command, "worker", "--stdio"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=cwd, env=env, encoding="utf-8",
        )
        ready = self._process.stdout.readline()
        if not ready:
            raise ProvenanceError("WORKER_FAILED", f"it ended with {self._process.wait()}: see what it wrote on stderr")
        self.marks = json.loads(ready)["marks"]
        self._ids = itertools.count(1)
        self._waiting = {}
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._ended = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def mark(self, *, model=None, version=None, origin=None, pixels=None, **request):
        """Marks `file` or an array `pixels` (height x width x channels, 8 bits, or height x width) into `output`, or a
        `text`, which comes back as `text` in the answer. Further fields: contentId, requestId, retainUntil, overwrite,
        allowLoss, cannotCarry, discardCredential."""
        origin = dict(origin or {})
        if model is not None:
            origin["model"] = {"name": model, **({"version": version} if version else {})}
        if pixels is None:
            return self.call(do="mark", origin=origin, **request)
        height, width, *channels = pixels.shape
        form = {key: request.pop(key) for key in ("format", "quality") if key in request}
        with tempfile.NamedTemporaryFile() as samples:
            samples.write(pixels.tobytes())
            samples.flush()
            shape = {"file": samples.name, "width": width, "height": height, "channels": channels[0] if channels else 1}
            return self.call(do="mark", origin=origin, pixels={**shape, **form}, **request)

    def verify(self, **request):
        """The report of `file` or `text`: the fields of `verify --json`."""
        return self.call(do="verify", **request)

    def call(self, **request):
        """Sends one request and waits for its answer. May be called from many threads."""
        number, answered = next(self._ids), threading.Event()
        entry = {"event": answered}
        with self._lock:
            if self._ended:
                raise ProvenanceError("WORKER_FAILED", "the worker has ended")
            self._waiting[number] = entry
        line = json.dumps({"id": number, **request}) + "\n"
        try:
            with self._writing:  # apart from the lock of the reader, so that a full pipe cannot stop both
                self._process.stdin.write(line)
                self._process.stdin.flush()
        except (BrokenPipeError, ValueError):
            raise ProvenanceError("WORKER_FAILED", "the worker has ended") from None
        answered.wait()
        answer = entry.get("answer")
        if answer is None:
            raise ProvenanceError("WORKER_FAILED", "the worker ended before it answered")
        if not answer["ok"]:
            raise ProvenanceError(answer["error"]["code"], answer["error"]["message"])
        return answer["result"]

    def _read(self):
        for line in self._process.stdout:
            answer = json.loads(line)
            with self._lock:
                entry = self._waiting.pop(answer["id"], None)
            if entry:
                entry["answer"] = answer
                entry["event"].set()
        with self._lock:
            self._ended = True
            left, self._waiting = list(self._waiting.values()), {}
        for entry in left:
            entry["event"].set()

    def close(self):
        """Finishes what was sent, and ends the process."""
        self._process.stdin.close()
        self._reader.join()
        return self._process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
