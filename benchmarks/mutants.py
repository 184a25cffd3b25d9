"""Whether tests bite: breaks one line of a promise at a time and sees if a test notices.

Each mutant is made in a copy of ``src``; the tests that pin its module are run on it. Survivors go
to ``results/mutants.json``, each with its line: a survivor is a missing test, or changes nothing::

    python benchmarks/mutants.py [MODULE ...] [--most 12]

All of all modules take hours; ``--most`` tries that many of each, evenly spread over its lines.
"""

import argparse
import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULT = ROOT / "benchmarks" / "results" / "mutants.json"
LIMIT_S = 240
"""A mutant that makes a test wait for ever is noticed as well."""

PROMISES: Mapping[str, Sequence[str]] = {
    "studio/acceptance": ("unit/studio/test_acceptance.py", "unit/jobs"),
    "studio/fairness": ("unit/studio/test_fairness.py",),
    "orders/turns": ("unit/orders",),
    "orders/states": ("unit/orders", "unit/jobs"),
    "orders/erasure": ("unit/orders", "unit/jobs"),
    "orders/endings": ("unit/orders", "unit/jobs"),
    "jobs/settling": ("unit/jobs",),
    "jobs/work": ("unit/jobs",),
    "accounts/sessions": ("unit/accounts", "unit/web/test_accounts_api.py"),
    "web/security": ("unit/web/test_security.py", "unit/web/test_headers.py"),
    "web/rate_limits": ("unit/web/test_limits_and_figures.py",),
    "provenance/watermark/__init__": (
        "unit/provenance/test_mark_thresholds.py",
        "unit/provenance/test_watermark.py",
    ),
    "provenance/watermark/search": ("unit/provenance/test_watermark.py",),
    "provenance/watermark/code": ("unit/provenance/test_watermark.py",),
    "storage/keys": ("contracts/test_key_stores.py",),
    "intake/admission": ("unit/intake",),
    "planning/asking": ("unit/planning",),
    "planning/__init__": ("unit/planning",),
    "pipeline": ("journeys/test_guidelines.py", "journeys/test_library.py"),
}
"""What people and hosts were promised, and the tests that say so."""

FLIPPED: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: the characters from ``start`` to ``end`` of a line become others."""

    line: int
    start: int
    end: int
    text: str

    def apply(self, lines: Sequence[str]) -> str:
        """Return the source with the change."""
        changed = list(lines)
        # Columns of the syntax tree count bytes.
        old = changed[self.line - 1].encode()
        changed[self.line - 1] = (old[: self.start] + self.text.encode() + old[self.end :]).decode()
        return "\n".join(changed) + "\n"


def find_mutants(source: str) -> list[Mutant]:
    """Return every change of one place of a module, in the order of its lines."""
    lines, tree = source.splitlines(), ast.parse(source)
    found = [mutant for node in ast.walk(tree) for mutant in _mutate(node, lines)]
    decorated = {
        decorator.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef | ast.FunctionDef)
        for decorator in node.decorator_list
    }
    found = [mutant for mutant in found if mutant.line not in decorated]
    sound = {mutant for mutant in found if _parses(mutant.apply(lines))}
    return sorted(sound, key=lambda mutant: (mutant.line, mutant.start, mutant.text))


def spread(mutants: Sequence[Mutant], most: int) -> list[Mutant]:
    """Return no more than so many, evenly from first to last."""
    count = min(most, len(mutants))
    return [mutants[(2 * number + 1) * len(mutants) // (2 * count)] for number in range(count)]


def _parses(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def _mutate(node: ast.AST, lines: Sequence[str]) -> Iterator[Mutant]:
    match node:
        case ast.Compare(ops=[operator], comparators=[right]):
            yield from _between(node.left, right, FLIPPED[type(operator)], lines)
        case ast.BoolOp(values=[first, second, *_]):
            other = " or " if isinstance(node.op, ast.And) else " and "
            yield from _between(first, second, other.strip(), lines)
        case ast.UnaryOp(op=ast.Not()) if node.lineno == node.operand.lineno:
            yield Mutant(node.lineno, node.col_offset, node.operand.col_offset, "")
        case ast.Constant(value=bool() as value):
            yield _instead(node, str(not value))
        case ast.Constant(value=int() | float() as number):
            yield _instead(node, repr(number * 2 if number else 1))
        case ast.Expr(value=ast.Call()) if node.lineno == node.end_lineno:
            yield _instead(node, "pass")
        case ast.Return(value=ast.Constant(value=None)):
            return
        case ast.Return(value=ast.expr()) if node.lineno == node.end_lineno:
            yield _instead(node, "return None")


def _between(left: ast.expr, right: ast.expr, text: str, lines: Sequence[str]) -> Iterator[Mutant]:
    """Put other words between two operands of one line."""
    if left.end_lineno != right.lineno or left.end_col_offset is None:
        return
    between = lines[right.lineno - 1].encode()[left.end_col_offset : right.col_offset].decode()
    if "(" not in between and ")" not in between:
        yield Mutant(right.lineno, left.end_col_offset, right.col_offset, f" {text} ")


def _instead(node: ast.expr | ast.stmt, text: str) -> Mutant:
    return Mutant(node.lineno, node.col_offset, node.end_col_offset or node.col_offset, text)


def survives(module: str, source: str, tests: Sequence[str]) -> bool:
    """Return whether all tests pass with a module of this source."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "src"
        shutil.copytree(ROOT / "src", copy, copy_function=os.symlink)
        place = copy / "trombine" / f"{module}.py"
        place.unlink()
        place.write_text(source)
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:randomly"]
        try:
            ended = subprocess.run(
                [*command, *(f"tests/{test}" for test in tests)],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
                capture_output=True,
                timeout=LIMIT_S,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return False
    return ended.returncode == 0


def main() -> None:
    """Try the mutants of the modules named, of all when none is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*")
    parser.add_argument("--most", type=int)
    asked = parser.parse_args()
    known = json.loads(RESULT.read_text()) if RESULT.exists() else {}
    for module in asked.modules or PROMISES:
        source = (ROOT / "src" / "trombine" / f"{module}.py").read_text()
        lines, tests = source.splitlines(), PROMISES[module]
        if not survives(module, source, tests):
            raise SystemExit(f"the tests of {module} fail as it is")
        every = find_mutants(source)
        mutants = spread(every, asked.most or len(every))
        survivors = []
        for mutant in mutants:
            changed = mutant.apply(lines)
            if survives(module, changed, tests):
                line = changed.splitlines()[mutant.line - 1].strip()
                survivors.append({"line": mutant.line, "mutant": line})
                print(f"{module}.py:{mutant.line}: {line}", flush=True)
        known[module] = {"mutants": len(every), "tried": len(mutants), "survivors": survivors}
        print(f"{module}: {len(mutants) - len(survivors)} of {len(mutants)} noticed", flush=True)
        RESULT.write_text(json.dumps(known, indent=2) + "\n")


if __name__ == "__main__":
    main()
