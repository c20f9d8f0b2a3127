"""One report in a tab of the browser, as a reader uses it."""

import base64
import json
import pathlib
import subprocess
import time


def make_report(program, profile, path):
    """Writes the report of a profile (a dict, or JSON as bytes) with the program make_report."""
    text = profile if isinstance(profile, bytes) else json.dumps(profile).encode("utf-8", "surrogatepass")
    done = subprocess.run([program], input=text, capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    pathlib.Path(path).write_bytes(done.stdout)


class ReportPage:
    """A tab. `problems` collects what a clean page never shows: exceptions, console errors, refused or made requests."""

    def __init__(self, browser, width=1280, height=800, scheme="light"):
        self.browser = browser
        target = browser.call("Target.createTarget", {"url": "about:blank"})["targetId"]
        self.target = target
        self.session = browser.call("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        self.problems = []
        self.url = None
        for domain in ("Page", "Runtime", "Log", "Network", "Audits"):
            self.call(f"{domain}.enable")
        self.resize(width, height)
        self.set_scheme(scheme)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.browser.call("Target.closeTarget", {"targetId": self.target})

    def call(self, method, **parameters):
        return self.browser.call(method, parameters, self.session)

    def resize(self, width, height, scale=1):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=False)

    def set_scheme(self, scheme):
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def open(self, path, seconds=60):
        """Loads a file and waits until the page has built itself and drawn a frame. Returns the seconds that took."""
        self.url = pathlib.Path(path).resolve().as_uri()
        begin = time.monotonic()
        self.call("Page.navigate", url=self.url)
        while True:
            if self.evaluate("document.readyState === 'complete' && (document.documentElement.dataset.ready === 'true')"):
                break
            self.collect()
            if self.problems or time.monotonic() - begin > seconds:
                raise AssertionError(f"the page did not become ready: {self.problems}")
            time.sleep(0.02)
        self.settle()
        return time.monotonic() - begin

    def settle(self):
        """Waits for two frames, so that what was asked for has been drawn."""
        self.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")

    def evaluate(self, expression):
        """The value of a JavaScript expression, as JSON; a promise is waited for."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise AssertionError(details.get("exception", {}).get("description", details.get("text")))
        return answer["result"].get("value")

    def query(self, function, *arguments):
        """The value of a JavaScript function called with arguments that JSON can hold."""
        return self.evaluate(f"({function})({', '.join(json.dumps(value) for value in arguments)})")

    def click(self, selector):
        self.query("(selector) => document.querySelector(selector).click()", selector)
        self.settle()

    def click_at(self, x, y):
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)
        self.settle()

    def move_to(self, x, y):
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        self.settle()

    def wheel(self, x, y, delta):
        self.call("Input.dispatchMouseEvent", type="mouseWheel", x=x, y=y, deltaX=0, deltaY=delta)
        self.settle()

    def key(self, key, text=None):
        """A key of the keyboard by its name in JavaScript, such as "ArrowDown", "Tab" or "a"."""
        codes = {"Tab": 9, "Enter": 13, "Escape": 27, " ": 32, "PageUp": 33, "PageDown": 34, "End": 35, "Home": 36,
                 "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40}
        text = text if text is not None else {"Enter": "\r", " ": " "}.get(key, key if len(key) == 1 else "")
        code = codes.get(key, ord(key[0].upper()))
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, text=text, windowsVirtualKeyCode=code)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)
        self.settle()

    def type(self, text):
        self.call("Input.insertText", text=text)
        self.settle()

    def screenshot(self, path, whole=True):
        """A PNG of the page, whole or what the window shows."""
        parameters = {"format": "png"}
        if whole:
            size = self.call("Page.getLayoutMetrics")["cssContentSize"]
            parameters |= {"captureBeyondViewport": True, "clip": {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}}
        pathlib.Path(path).write_bytes(base64.b64decode(self.call("Page.captureScreenshot", **parameters)["data"]))

    def collect(self):
        """Sorts the events so far into `problems`."""
        for event in self.browser.take_events():
            method, parameters = event["method"], event["params"]
            if event.get("sessionId") != self.session:
                continue
            if method == "Runtime.exceptionThrown":
                details = parameters["exceptionDetails"]
                self.problems.append("exception: " + details.get("exception", {}).get("description", details["text"]))
            elif method == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning", "assert"):
                self.problems.append(f"console: {parameters['args']}")
            elif method == "Log.entryAdded":
                self.problems.append(f"log: {parameters['entry']['text']}")
            elif method == "Audits.issueAdded" and parameters["issue"]["code"] == "ContentSecurityPolicyIssue":
                self.problems.append(f"policy: {parameters['issue']['details']}")
            elif method == "Network.requestWillBeSent" and self.is_foreign(parameters["request"]["url"]):
                self.problems.append(f"request: {parameters['request']['url'][:200]}")

    def is_foreign(self, url):
        return self.url is not None and url.split("#")[0] != self.url and not url.startswith(("blob:", "about:"))
