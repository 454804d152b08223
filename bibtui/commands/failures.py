"""What went wrong, said in one sentence on standard error, with the exit code it stands for."""

import sys

from bibtui.domain.acting import NotAllowed
from bibtui.domain.policy.problems import PolicyError
from bibtui.settings import SettingsError, incident_log
from bibtui.store.errors import Missing, StoreError, Unreachable
from bibtui.terminal.start import NoTerminal
from bibtui.wording.french import nbsp

ERROR, USAGE, PARTLY, REFUSED, UNREACHABLE = 1, 2, 3, 4, 5


class Refused(Exception):
    """A rule or a right said no; the sentences to show, one a line."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(*sentences)
        self.sentences = sentences


def told(error: Exception) -> int:
    """Say `error` on standard error; the exit code. What nobody foresaw is an incident."""
    sentences, code = _explained(error)
    for sentence in sentences:
        print(nbsp(f"bibtui : {sentence}"), file=sys.stderr)
    return code


def _explained(error: Exception) -> tuple[tuple[str, ...], int]:
    if isinstance(error, Refused):
        return error.sentences, REFUSED
    if isinstance(error, SettingsError):
        from bibtui.wording.settings import settings_error

        return (settings_error(error.code, error.facts),), ERROR
    if isinstance(error, NoTerminal):
        from bibtui.wording.terminal import no_terminal

        return (no_terminal(error.code),), USAGE
    if isinstance(error, NotAllowed):
        from bibtui.wording.app import trouble

        return (trouble(error) or error.code,), REFUSED
    if isinstance(error, StoreError):
        from bibtui.wording.store import store_error

        gone = isinstance(error, (Missing, Unreachable))
        return (store_error(error),), UNREACHABLE if gone else ERROR
    if isinstance(error, PolicyError):
        from bibtui.wording.policy import problem_sentence

        return tuple(problem_sentence(error.file, one) for one in error.problems), ERROR
    from bibtui.terminal.incident import record
    from bibtui.wording.terminal import incident

    return (incident(record(error, incident_log())),), ERROR
