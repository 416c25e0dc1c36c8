"""Submits a job and receives its callback with Python's standard library alone, against a service that it starts."""

import base64
import hashlib
import hmac
import http.server
import json
import os
import queue
import subprocess
import threading
import time
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ElementTree

BUCKET, REGION = "media-1250000000", "ap-guangzhou"


def sign(method, path, host, secret_id, secret_key):
    """Returns the Authorization header of a request: a signature over its method, path and Host."""
    now = int(time.time())
    key_time = f"{now - 60};{now + 600}"
    key = hmac.new(secret_key.encode(), key_time.encode(), "sha1").hexdigest()
    http_string = f"{method.lower()}\n{path}\n\nhost={urllib.parse.quote(host, safe='')}\n"
    to_sign = f"sha1\n{key_time}\n{hashlib.sha1(http_string.encode()).hexdigest()}\n"
    signature = hmac.new(key.encode(), to_sign.encode(), "sha1").hexdigest()
    return (
        f"q-sign-algorithm=sha1&q-ak={secret_id}&q-sign-time={key_time}&q-key-time={key_time}"
        f"&q-header-list=host&q-url-param-list=&q-signature={signature}"
    )


def verify(headers, body, secret):
    """Checks a signature of Standard Webhooks."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, "sha256").digest()).decode()
    valid = [one for one in headers["webhook-signature"].split() if hmac.compare_digest(one, expected)]
    if not valid or abs(time.time() - int(headers["webhook-timestamp"])) > 300:
        raise ValueError("the signature is wrong or old")


class Client:
    """Calls the service in path style and by the vendor's host names."""

    def __init__(self, environment):
        self.environment = environment

    def call(self, method, host, path, body, content_type):
        keys = self.environment["LEMNIS_SECRET_ID"], self.environment["LEMNIS_SECRET_KEY"]
        request = urllib.request.Request(self.environment["LEMNIS_URL"] + path, data=body, method=method)
        request.add_header("Host", host)
        request.add_header("Content-Type", content_type)
        request.add_header("Authorization", sign(method, path, host, *keys))
        with urllib.request.urlopen(request) as response:
            return response.read()

    def upload(self, key, body):
        self.call("PUT", f"{BUCKET}.cos.{REGION}.myqcloud.com", f"/{key}", body, "application/octet-stream")

    def submit(self, xml):
        answer = self.call("POST", f"{BUCKET}.ci.{REGION}.myqcloud.com", "/jobs", xml.encode(), "application/xml")
        return ElementTree.fromstring(answer).findtext("JobsDetail/JobId")


def start_receiver(callbacks):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            callbacks.put((self.headers, body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/"


def start_lemnis(receiver_url):
    settings = {
        "LEMNIS_PORT": "0",
        "LEMNIS_BUCKETS": f"{BUCKET}@{REGION}",
        "LEMNIS_CALLBACK_TO": receiver_url,
    }
    service = subprocess.Popen(
        ["npx", "lemnis", "serve", "--temporary", "--print-env", "--until-stdin-ends"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, **settings},
    )
    return service, json.loads(service.stdout.readline())


def main():
    callbacks = queue.Queue()
    service, environment = start_lemnis(start_receiver(callbacks))
    try:
        client = Client(environment)
        client.upload("notes.txt", b"to be hashed")
        job_id = client.submit(
            "<Request><Tag>FileHashCode</Tag><Input><Object>notes.txt</Object></Input>"
            "<Operation><FileHashCodeConfig><Type>SHA256</Type></FileHashCodeConfig></Operation>"
            "<CallBack>https://api.example.com/callback</CallBack></Request>"
        )
        headers, body = callbacks.get(timeout=30)
        verify(headers, body, environment["LEMNIS_WEBHOOK_SECRET"])
        job = ElementTree.fromstring(body).find("JobsDetail")
        assert job.findtext("JobId") == job_id, body
        assert job.findtext("State") == "Success", body
        hashed = job.findtext("Operation/FileHashCodeResult/SHA256")
        assert hashed == hashlib.sha256(b"to be hashed").hexdigest(), body
        print(f"job {job_id}: {hashed}")
    finally:
        service.stdin.close()
        service.wait(timeout=15)


main()
