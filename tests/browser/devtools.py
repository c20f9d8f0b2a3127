"""Drives a headless Chromium over the DevTools protocol, on pipes: JSON messages that end with a NUL byte."""

import json
import os
import select
import shutil
import subprocess
import tempfile
import time


def find_chromium():
    """The path of a Chromium or Chrome, or None."""
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        path = shutil.which(name)
        if path:
            return path
    return None


class DevToolsError(RuntimeError):
    """The browser refused a command, ended, or said nothing in time."""


class Browser:
    """One browser process with a profile folder of its own; a context manager."""

    def __init__(self, path):
        self.folder = tempfile.TemporaryDirectory(prefix="ort-browser-", ignore_cleanup_errors=True)
        self.next_id = 0
        self.unread = b""
        self.events = []
        to_browser, self.writer = os.pipe()
        self.reader, from_browser = os.pipe()
        self.log = open(os.path.join(self.folder.name, "log"), "wb")
        arguments = [
            path, "--headless", "--remote-debugging-pipe", "--no-first-run", "--no-default-browser-check",
            "--disable-gpu", "--disable-extensions", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars", "--mute-audio", "--force-color-profile=srgb",
            f"--user-data-dir={self.folder.name}/profile",
        ]
        if os.geteuid() == 0:
            arguments.append("--no-sandbox")
        # The child finds the pipes as its descriptors 3 and 4.
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", f'exec "$@" 3<&{to_browser} 4>&{from_browser}', "sh", *arguments], stdin=subprocess.DEVNULL,
            stdout=self.log, stderr=self.log, pass_fds=(to_browser, from_browser))
        os.close(to_browser)
        os.close(from_browser)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.call("Browser.close", seconds=5)
        except (DevToolsError, OSError):
            pass
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.writer)
        os.close(self.reader)
        self.log.close()
        self.folder.cleanup()

    def call(self, method, parameters=None, session=None, seconds=60):
        """The result of one command."""
        self.next_id += 1
        message = {"id": self.next_id, "method": method, "params": parameters or {}}
        if session:
            message["sessionId"] = session
        self._write(json.dumps(message).encode() + b"\0")
        until = time.monotonic() + seconds
        while True:
            answer = self._read(until)
            if answer is None:
                raise DevToolsError(f"{method}: no answer in {seconds} s; {self._last_words()}")
            if answer.get("id") == message["id"]:
                if "error" in answer:
                    raise DevToolsError(f"{method}: {answer['error'].get('message')}")
                return answer["result"]
            if "method" in answer:
                self.events.append(answer)

    def take_events(self):
        """The events since the last time."""
        events, self.events = self.events, []
        return events

    def _last_words(self):
        self.log.flush()
        with open(self.log.name, errors="replace") as log:
            return "the browser's log ends: " + log.read()[-1500:]

    def _write(self, data):
        try:
            while data:
                data = data[os.write(self.writer, data):]
        except BrokenPipeError as error:
            raise DevToolsError(f"the browser has ended; {self._last_words()}") from error

    def _read(self, until):
        """The next message, or None when the time is over."""
        while b"\0" not in self.unread:
            rest = until - time.monotonic()
            if rest <= 0 or not select.select([self.reader], [], [], rest)[0]:
                return None
            piece = os.read(self.reader, 1 << 20)
            if not piece:
                raise DevToolsError(f"the browser has ended; {self._last_words()}")
            self.unread += piece
        message, _, self.unread = self.unread.partition(b"\0")
        return json.loads(message)
