# SPDX-FileCopyrightText: 2026 The Cordial Contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client of the file endpoint, for tests: plain HTTP of Python's own."""

import http.client
import json

from patience import PATIENCE_S
from peer import API_KEY


def form(content, claimed="application/octet-stream", boundary="----boundary7MA4YWxk", field="file", name="a.bin", after=None,
         quoted=False, **fields):
    """multipart/form-data with a file, or without where the content is None; returns headers and body."""
    def part(disposition, value, more=""):
        return f"--{boundary}\r\nContent-Disposition: form-data; {disposition}\r\n{more}\r\n".encode() + value + b"\r\n"

    body = b"".join(part(f'name="{key}"', value.encode()) for key, value in fields.items())
    if content is not None:
        body += part(f'name="{field}"; filename="{name}"', content, f"Content-Type: {claimed}\r\n")
    body += b"".join(part(f'name="{key}"', value.encode()) for key, value in (after or {}).items())
    return {"Content-Type": "multipart/form-data; boundary=" + (f'"{boundary}"' if quoted else boundary)}, body + f"--{boundary}--\r\n".encode()


class Response:
    def __init__(self, method, path, response):
        self.asked = f"{method} {path}"
        self.status, self.headers, self.body = response.status, response.headers, response.read()

    @property
    def ctrl(self):
        return json.loads(self.body)["ctrl"]

    @property
    def url(self):
        return self.ctrl["params"]["url"]

    def __repr__(self):
        return f"{self.asked}: {self.status} {dict(self.headers)} {self.body[:200]}"


class FilesPeer:
    """person: whose token is shown; None for nobody's."""

    def __init__(self, uri, person, key=API_KEY):
        self.host = uri.split("://", 1)[1].rstrip("/")
        self.headers = {"X-Tinode-Auth": f"Token {person.token}"} if person else {}
        self.key = key

    def connect(self):
        return http.client.HTTPConnection(self.host, timeout=PATIENCE_S)

    def request(self, method, path, headers=None, body=None, piece=None, **keywords):
        """piece: how many bytes of the body are sent at once."""
        key = keywords.get("key", self.key)
        connection = self.connect()
        try:
            pieces = [body[at:at + piece] for at in range(0, len(body), piece)] if piece else body
            sent = {**self.headers, **({"X-Tinode-APIKey": key} if key else {}), **(headers or {})}
            if piece:
                sent["Content-Length"] = str(len(body))
            connection.request(method, path, pieces, sent)
            return Response(method, path, connection.getresponse())
        finally:
            connection.close()

    def get(self, path, headers=None, **keywords):
        return self.request("GET", path, headers, **keywords)

    def upload(self, content, claimed="application/octet-stream", **fields):
        headers, body = form(content, claimed, **fields)
        return self.request("POST", "/v0/file/u/", headers, body)
