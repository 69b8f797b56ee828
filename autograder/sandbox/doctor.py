"""Which isolation this machine has, layer by layer, each tried for real; and how to get what is missing."""

import os
import sys
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from autograder.homework import ROOT
from autograder.sandbox import confine, landlock, seccomp


@dataclass(frozen=True)
class Diagnosis:
    tier: str
    rows: tuple[tuple[str, bool, str], ...]  # what, whether it holds, a remark
    refusal: str = ""
    own_user: bool = False  # whether student code runs as a user of its own

    @property
    def may_grade(self) -> bool:
        return not self.refusal

    def table(self) -> RenderableType:
        table = Table(box=None, padding=(0, 2, 0, 0))
        for column in ("protection", "here", ""):
            table.add_column(column, overflow="fold")
        for what, holds, remark in self.rows:
            table.add_row(what, Text("yes" if holds else "no", "green" if holds else "red"), Text(remark, "dim"))
        if self.refusal:
            verdict = Text(f"isolation: none. Grading is refused on this machine: {self.refusal}", "bold red")
        else:
            verdict = Text(f"isolation: {self.tier}", "bold green" if self.tier == "full" else "bold yellow")
        return Group(table, Text(), verdict)


def _added_by_landlock(abi: int) -> list[tuple[str, bool, str]]:
    """What Landlock's newer versions watch, and what does where the kernel's is older."""
    return [
        (f"  {what} (Landlock {version})", abi >= version, "" if abi >= version else f"since Linux {linux}; {instead}")
        for version, linux, what, instead in landlock.ADDED
    ]


def examine() -> Diagnosis:
    """Try every layer in a process of its own, as it would be for a student's."""
    root = os.geteuid() == 0
    abi = landlock.abi()
    no_filter = seccomp.available()
    secrets = [ROOT / "hidden_tests", ROOT / "reference"]
    try:
        plan = confine.plan([path for path in secrets if path.exists()])
        tier, refusal = plan.tier, ""
        own_user = plan.change_user
    except confine.IsolationError as error:
        tier, refusal, own_user = "none", str(error), False
    if not root:
        user_remark = "needs root; student code runs as you, isolated by Landlock and seccomp"
    elif own_user:
        user_remark = f"{confine.SANDBOX_UID} and up, one per grading process"
    else:
        user_remark = (
            f"other users cannot read this Python ({sys.base_prefix}): student code runs as root without privileges"
        )
    rows = (
        ("file rules (Landlock)", abi > 0, f"version {abi}" if abi else "needs Linux 5.13 or later, and lsm=landlock"),
        *(_added_by_landlock(abi) if abi else ()),
        ("system call filter (seccomp)", not no_filter, no_filter),
        ("a user of its own", own_user, user_remark),
        ("memory, processor and file limits", True, ""),
        ("the tests cannot be read (tried)", not refusal, ""),
    )
    return Diagnosis(tier, rows, refusal, own_user)
