"""A model hub on this computer: one repository, with the faults a network has."""

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

REVISION = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class HubStandIn:
    """What it serves, how it fails, and what it was asked.

    ``cut_after_bytes`` hangs up after so many bytes of each answer that names a file, the first
    ``cuts`` times; ``false_content`` is sent in place of what was announced.
    """

    files: Mapping[str, bytes]
    license_name: str = "apache-2.0"
    cuts: int = 0
    cut_after_bytes: int = 0
    false_content: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    ranges: list[str] = field(default_factory=list)
    address: str = ""

    def listing(self) -> dict[str, object]:
        siblings = []
        for path, content in self.files.items():
            git_sha1 = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()  # noqa: S324
            entry: dict[str, object] = {"rfilename": path, "size": len(content)}
            entry["blobId"] = git_sha1
            if path.endswith(".safetensors"):
                digest = hashlib.sha256(content).hexdigest()
                entry["lfs"] = {"sha256": digest, "size": len(content), "pointerSize": 134}
            siblings.append(entry)
        return {"sha": REVISION, "siblings": siblings, "cardData": {"license": self.license_name}}


@contextmanager
def serving(hub: HubStandIn) -> Iterator[HubStandIn]:
    """Serve on a free port of this computer."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hub.asked.append(self.path)
            if self.path.startswith("/api/models/"):
                self._send(json.dumps(hub.listing()).encode(), start=0, cut=False)
                return
            path = self.path.split("/resolve/")[1].partition("/")[2]
            if path not in hub.files:
                self.send_error(404)
                return
            wanted = self.headers.get("Range", "")
            start = int(wanted.removeprefix("bytes=").removesuffix("-") or 0) if wanted else 0
            if wanted:
                hub.ranges.append(wanted)
            content = hub.false_content.get(path, hub.files[path])
            cut = hub.cuts > 0 and path.endswith(".safetensors")
            hub.cuts -= cut
            self._send(content, start=start, cut=cut)

        def _send(self, content: bytes, *, start: int, cut: bool) -> None:
            left = content[start:]
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(left)))
            self.end_headers()
            self.wfile.write(left[: hub.cut_after_bytes] if cut else left)
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Keep the tests' output quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    hub.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
