"""Open the portal on a store on a chosen day, as `bibtui` does: `DATABASE POLICY DAY [FAULT]`.

`bibtui` itself has no day to choose but in a demonstration. With FAULT, sorting the loans raises,
with data of the person in its locals and in its message.
"""

import sys
from datetime import date
from pathlib import Path

from bibtui.commands.failures import told
from bibtui.settings import Settings
from bibtui.terminal import start


def main(database: str, policy: str, day: str, fault: str = "") -> int:
    settings = Settings(database, Path(policy), today=date.fromisoformat(day), place="essai")
    try:
        start.prepare()
        from bibtui import app

        if fault:
            break_sorting()
        return app.run(settings)
    except Exception as error:
        return told(error)


def break_sorting() -> None:
    from bibtui.screens.loans import LoansPane

    def action_sort(self: LoansPane) -> None:
        card_local = "2420000" + "1234564"
        title_local = next(iter(self._lines.values())).loan.record.title
        raise KeyError(f"{card_local} {title_local}")

    LoansPane.action_sort = action_sort  # type: ignore[method-assign]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
