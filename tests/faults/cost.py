"""What an attack cost, and how the table says it."""

from dataclasses import dataclass, field

BUDGET = 1024  # MiB: --max-buffered-megabytes, and what the gateway may need in all
GOAL = 3  # how many times the quiet p99 is as it should be

GROUPS = "{:26}|{:^33}|{:^24}|{:^28}|{:^9}|{:^24}|"
CELLS = ("{:26}|{:>6} {:>7} {:>9} {:>8} |{:>6} {:>8} {:>8} |{:>6} {:>8} {:>4} {:>7} |{:>8} |"
         "{:>8} {:>7} {:>7} | {}")


@dataclass
class Cost:
    """One line of the table."""

    post: list = field(default_factory=list)  # ms: p50 and p99 when all is quiet, p99 during
    delivery: list = field(default_factory=list)  # ms: p99 when all is quiet, p99 during
    posts: int = 0  # during
    refused: int = 0
    lost: int = 0
    doubled: int = 0
    memory: int = 0  # MiB: the gateway's peak, and what the kernel held for sockets in the attack
    cpu: list = field(default_factory=list)  # seconds: the attackers', the gateway's, the server's
    has_goal: bool = True  # false where the engine has nothing that could hold it
    notes: list = field(default_factory=list)
    unexplained: list = field(default_factory=list)
    skipped: str = ""
    is_broken: bool = False

    head = "\n".join([
        GROUPS.format("", "POST to its answer, ms", "POST to the client, ms", "the neighbour's",
                      "peak, of", "CPU, s"),
        CELLS.format("who pays", "p50", "p99", "attacked", "ratio", "p99", "attacked", "ratio",
                     "posts", "refused", "lost", "doubled", f"{BUDGET} MB", "attacker", "gateway",
                     "server", "the attack"),
    ])

    @property
    def is_good(self):
        return bool(self.skipped) or not (self.is_broken or self.faults())

    def faults(self):
        """What no attack excuses."""
        faults = [f"{number} of the neighbour's {what}" for what, number in
                  (("posts refused", self.refused), ("events lost", self.lost),
                   ("events doubled", self.doubled)) if number]
        if self.memory > BUDGET:
            faults.append(f"more memory than {BUDGET} MB")
        return faults + self.unexplained

    def line(self, row):
        if self.skipped:
            return CELLS.format(row.fault, *"-" * 15, f"skipped: {self.skipped}")
        if self.is_broken:
            broken = "; ".join(f"BROKEN: {text}" for text in self.unexplained)
            return CELLS.format(row.fault, *"-" * 15, broken)
        remarks = self.notes + [f"UNEXPLAINED: {text}" for text in self.faults()]
        return CELLS.format(
            row.fault, *map("{:.1f}".format, self.post), self.ratio(*self.post[1:]),
            *map("{:.1f}".format, self.delivery), self.ratio(*self.delivery),
            self.posts, self.refused, self.lost, self.doubled, self.memory,
            *map("{:.1f}".format, self.cpu), "; ".join(remarks))

    def ratio(self, quiet, attacked):
        """With a mark where it is more than the goal."""
        if not quiet or not self.has_goal:
            return "- "
        return f"{attacked / quiet:.1f}{'!' if attacked / quiet > GOAL else ' '}"
