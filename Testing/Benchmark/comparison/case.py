# SPDX-License-Identifier: Apache-2.0
"""What a row of `compare` is made of."""
import pathlib
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Context:
    """What the command line and the machine decide for all rows."""
    work: pathlib.Path  # inputs and results; inputs stay between runs
    build: pathlib.Path
    repository: pathlib.Path
    ct: str  # a CT volume, or empty for a synthetic one
    threads: int  # of whole jobs
    quick: bool
    bf16: bool  # the processor multiplies bf16 natively
    isa: set[str]

    @property
    def voxtome(self):
        return self.build / "bin" / "voxtome"

    @property
    def native(self):
        return self.build / "Testing" / "Benchmark" / "voxCompare"


@dataclass
class Contender:
    """One way to do the work of a case. Exactly one of function, verb, command and scaled_from says how."""
    name: str
    function: str = ""  # of the row's module: takes the settings, prepares, returns the work to be timed
    verb: str = ""  # of voxCompare
    command: list = field(default_factory=list)  # a whole program, timed from its start to its end
    scaled_from: tuple = ()  # (case, factor): not run, but the time of this contender there, multiplied
    settings: dict = field(default_factory=dict)  # over those of the case
    environment: dict = field(default_factory=dict)
    ours: bool = False
    note: str = ""  # what distinguishes it: precision, order, why it is scaled


@dataclass
class Case:
    """Work that several contenders do on the same input."""
    name: str
    settings: dict  # for all contenders; `threads` always; `repeats` and `warmups` within one process
    contenders: list[Contender]
    inputs: str = ""  # function of the row's module that makes missing input files from the settings
    goals: dict[str, float] = field(default_factory=dict)  # how many times faster than this contender ours shall be
    memory_goals: dict[str, float] = field(default_factory=dict)  # largest allowed part of this contender's memory
    limits: dict[str, float] = field(default_factory=dict)  # seconds that a contender may take
    agreement: Callable = None  # {contender: path of its results} to {contender: text}
    details: Callable = None  # measurements by contender to text below the table
    mean: bool = False  # compare means instead of medians: runs that differ by chance in what they do


def ours(name, verb, **more):
    return Contender(name, verb=verb, ours=True, **more)
