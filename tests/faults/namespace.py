"""A link between gateway and client that can be cut: two network namespaces and a cable.

The row itself lives in the gateway's namespace, made by run.py; the client's is held here. Both end
with their last process, and nothing of the system's own network is touched.
"""

import os
import subprocess
import time

GATEWAY_ADDRESS = "10.77.0.1"
CLIENT_ADDRESS = "10.77.0.2"
PATIENCE = 10  # seconds


def _run(*command, **options):
    subprocess.run(command, check=True, capture_output=True, text=True, **options)


class Link:
    def __init__(self):
        self._holder = subprocess.Popen(["unshare", "--net", "sleep", "infinity"])
        self._wait_for_namespace()
        self.inside = ["nsenter", f"--net=/proc/{self._holder.pid}/ns/net", "--"]
        _run("ip", "link", "add", "cable", "type", "veth", "peer", "name", "cable",
             "netns", str(self._holder.pid))
        for inside, address in (([], GATEWAY_ADDRESS), (self.inside, CLIENT_ADDRESS)):
            _run(*inside, "ip", "address", "add", f"{address}/24", "dev", "cable")
            _run(*inside, "ip", "link", "set", "cable", "up")

    def close(self):
        self._holder.kill()
        self._holder.wait()

    def cut(self):
        """Silently and both ways: whoever sends gets no error."""
        self._filter("drop")

    def lose(self, percent):
        """That part of the packets of either direction, at random."""
        self._filter(f"numgen random mod 100 < {percent} drop")

    def mend(self):
        for inside in ([], self.inside):
            _run(*inside, "nft", "flush", "ruleset")

    def _filter(self, rule):
        rules = f"""
            table inet faults {{
                chain arriving {{
                    type filter hook input priority 0
                    iifname "cable" {rule}
                }}
            }}"""
        for inside in ([], self.inside):
            _run(*inside, "nft", "-f", "-", input=rules)

    def _wait_for_namespace(self):
        own = os.readlink("/proc/self/ns/net")
        deadline = time.monotonic() + PATIENCE
        while os.readlink(f"/proc/{self._holder.pid}/ns/net") == own:
            if time.monotonic() > deadline:
                raise AssertionError("the client's network namespace did not come up")
            os.sched_yield()
