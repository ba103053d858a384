# SPDX-License-Identifier: Apache-2.0
"""One case's measurements as JSON and as a table."""
from dataclasses import dataclass, field
from statistics import mean, median


@dataclass
class Measured:
    """All turns of one contender; `error` says why there is no more."""
    seconds: list[float] = field(default_factory=list)
    processor_seconds: list[float] = field(default_factory=list)
    peak_mb: float = 0.0
    before_mb: float = 0.0
    more: dict = field(default_factory=dict)
    error: str = ""

    def add(self, turn):
        self.seconds += turn.pop("seconds")
        self.processor_seconds += turn.pop("processor_seconds")
        self.peak_mb = max(self.peak_mb, turn.pop("peak_mb"))
        self.before_mb = turn.pop("before_mb")
        self.more.update(turn)

    def time(self, case):
        return middle(self.seconds, case) if not self.error else None

    def processor_time(self, case):
        return middle(self.processor_seconds, case) if not self.error else None

    def needs_mb(self):
        return self.peak_mb - self.before_mb


def middle(values, case):
    return (mean(values) if case.mean else median(values)) if values else None


def reference(case):
    """The contender of ours that the others are held against: the last one, which chooses its precision itself."""
    return [contender for contender in case.contenders if contender.ours][-1].name


def verdict(value, goal, met):
    return f"{value:.3g} (goal {goal:.3g}: {'met' if met else 'missed'})"


def ratio_text(case, contender, measured):
    """How many times faster ours is than this contender; for ours the limit on its time."""
    time = measured[contender.name].time(case)
    ours = measured[reference(case)].time(case)
    if contender.ours:
        limit = case.limits.get(contender.name)
        return verdict(time, limit, time <= limit) + " s" if limit and time else ""
    if not time or not ours:
        return "-"
    goal = case.goals.get(contender.name)
    return verdict(time / ours, goal, time / ours >= goal) if goal else f"{time / ours:.3g}"


def processor_text(case, contender, measured):
    """Processor time, and how many times more of it than ours: what counts on a machine with other work."""
    time = measured[contender.name].processor_time(case)
    ours = measured[reference(case)].processor_time(case)
    if time is None:
        return "-"
    return f"{time:.4g}" + (f", {time / ours:.3g} times ours" if ours and not contender.ours else "")


def memory_text(case, contender, measured):
    own = measured[contender.name]
    if not own.peak_mb:
        return "-", "-"
    peak, needs = f"{own.peak_mb:.0f}", f"{own.needs_mb():.0f}" if own.before_mb else ""
    goal = case.memory_goals.get(contender.name)
    ours = measured[reference(case)]
    if goal and ours.peak_mb and own.needs_mb() > 0:
        share = ours.needs_mb() / own.needs_mb()
        needs += f"; ours {verdict(share, goal, share <= goal)} of it"
    return peak, needs


def rows(case, measured, agreed):
    """Cells of the table, one line a contender."""
    for contender in case.contenders:
        own = measured[contender.name]
        time = own.time(case)
        shown = f"{time:.4g}" if time is not None else "failed: " + (own.error or "not run")
        spread = f"{min(own.seconds):.3g} to {max(own.seconds):.3g}, {len(own.seconds)}" if own.seconds else ""
        peak, needs = memory_text(case, contender, measured)
        note = ", ".join(part for part in (f"{case.settings['threads']} threads", contender.note) if part)
        yield [contender.name, shown, spread, ratio_text(case, contender, measured),
               processor_text(case, contender, measured), peak, needs, agreed.get(contender.name, ""), note]


HEADER = ["program", "s (median or mean)", "smallest to largest, runs", "times faster", "processor s", "peak MB",
          "of it for the work, MB", "agreement", "settings"]


def table(case, measured, agreed):
    lines = [HEADER, ["---"] * len(HEADER), *rows(case, measured, agreed)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def as_json(row, case, measured, agreed, machine):
    for contender in case.contenders:
        own = measured[contender.name]
        yield {"row": row, "case": case.name, "program": contender.name, "ours": contender.ours,
               "seconds": own.seconds, "processor_seconds": own.processor_seconds, "time": own.time(case),
               "statistic": "mean" if case.mean else "median",
               "peak_mb": own.peak_mb, "before_mb": own.before_mb, "error": own.error, **own.more,
               "agreement": agreed.get(contender.name, ""), "goal": case.goals.get(contender.name),
               "settings": case.settings | contender.settings, "note": contender.note, "machine": machine}
