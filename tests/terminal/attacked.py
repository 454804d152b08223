"""Start a small real application to attack: `python -m tests.terminal.attacked SCENARIO FOLDER`."""

import sys
from pathlib import Path

from bibtui.terminal.start import NoTerminal, prepare
from bibtui.wording.terminal import no_terminal


def main(scenario: str, folder: Path) -> int:
    try:
        prepare()
    except NoTerminal as refusal:
        print(no_terminal(refusal.code), file=sys.stderr)
        return 2
    from tests.terminal.attacked_apps import APPS

    return APPS[scenario](incident_log=folder / "incidents.log").run() or 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
