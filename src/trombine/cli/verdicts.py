"""Verdicts on photos, for people and for programs."""

import json
from collections.abc import Iterable

import click

from trombine.domain.photo import Decision, Verdict
from trombine.domain.text import Language
from trombine.i18n import explain, text

MARKS = {Decision.ACCEPTED: "✓", Decision.WARNED: "!", Decision.HELD: "…", Decision.REFUSED: "✗"}


def show_verdicts(
    verdicts: Iterable[Verdict], language: Language, *, as_json: bool, err: bool
) -> None:
    """Print one line a photo, with its reasons; JSON goes to stdout."""
    for verdict in verdicts:
        reasons = [explain(finding, language) for finding in verdict.findings]
        if as_json:
            codes = [finding.code for finding in verdict.findings]
            line = {
                "event": "photo",
                "photo": verdict.photo,
                "decision": verdict.decision,
                "codes": codes,
                "reasons": reasons,
            }
            click.echo(json.dumps(line, ensure_ascii=False))
            continue
        decision = text(verdict.decision.value, language)
        line_text = text("photo_line", language, number=verdict.photo, decision=decision)
        click.echo(f"{MARKS[verdict.decision]} {' '.join([line_text + '.', *reasons])}", err=err)
