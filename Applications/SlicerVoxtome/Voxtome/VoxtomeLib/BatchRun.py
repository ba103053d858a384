# SPDX-License-Identifier: Apache-2.0
"""A run of the program over a folder, in the background of a panel that asks now and then how far it is."""
import json
import queue
import signal
import subprocess
import threading

PATIENCE = 5.0  # seconds between asking the program to stop and ending it


class BatchRun:
    def __init__(self, words, environment=None):
        self.fraction = 0.0
        self.text = ""
        self.messages = []  # warnings, and the error at the end
        self.exitCode = None
        self._lines = queue.Queue()
        # A session of its own: the panel ends it by an interrupt, after which no file is left half written.
        self._process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                         stderr=subprocess.PIPE, env=environment, text=True, errors="replace",
                                         start_new_session=True)
        self._readers = [threading.Thread(target=self._read, args=(stream, isError), daemon=True)
                         for stream, isError in ((self._process.stdout, False), (self._process.stderr, True))]
        for reader in self._readers:
            reader.start()

    def _read(self, stream, isError):
        for line in stream:
            self._lines.put((line.rstrip("\n"), isError))
        stream.close()

    def poll(self):
        """Takes what the program has said since; True while it runs."""
        running = self._process.poll() is None
        if not running:
            for reader in self._readers:
                reader.join()
        while True:
            try:
                line, isError = self._lines.get_nowait()
            except queue.Empty:
                break
            self._take(line, isError)
        if not running:
            self.exitCode = self._process.returncode
            if self.exitCode in (0, 3):  # 3: the folder is done, though a file of it failed
                self.fraction = 1.0
        return running

    def _take(self, line, isError):
        if isError:
            self.messages.append(line)
            return
        try:
            event = json.loads(line)
        except ValueError:
            return
        if event.get("event") == "progress":
            self.fraction = max(self.fraction, float(event.get("fraction", 0.0)))
            self.text = event.get("what", "")
        elif event.get("event") == "warning":
            self.messages.append("warning: " + event.get("message", ""))

    def cancel(self, patience=PATIENCE):
        """Asks it to stop; what is finished stays, nothing is left half written. Ends it if it does not heed that."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            end = threading.Timer(patience, self._process.kill)
            end.daemon = True
            end.start()

    def close(self, patience=PATIENCE):
        """The same where nobody asks any more how far it is; it has ended when this returns."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(patience)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
