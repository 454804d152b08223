"""The applications under attack."""

import threading
import time
from typing import Any

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Offset
from textual.widget import Widget
from textual.widgets import (
    Button,
    Checkbox,
    Collapsible,
    DataTable,
    Digits,
    Header,
    Input,
    Label,
    Link,
    ListItem,
    ListView,
    Log,
    Markdown,
    OptionList,
    Placeholder,
    Pretty,
    RadioButton,
    RadioSet,
    RichLog,
    Select,
    SelectionList,
    Static,
    Tab,
    Tabs,
    TextArea,
    Tree,
)
from textual.widgets.option_list import Option

from bibtui.terminal.app import HardenedApp
from bibtui.terminal.password import PasswordInput

HOSTILE = (
    "K[@click=app.simulate_key('f12')]L[/]\x1b[6;66;66mI\x1b]52;c;SEVM\x1b\\C\x1b]8;;http://x\x1b\\"
    "\x9b6;67m\x08\x7f\x00\u202e\u200b\u2066\x0e\x05\x85\u2028\ufeffK"
)


class Form(HardenedApp):
    """Fields, a button and a table; F5 starts afresh; a submitted word may be an order."""

    CSS = "DataTable { height: 4; } Input { border: none; height: 1; } Button { border: none; }"
    BINDINGS = [("f5", "afresh", "Recommencer")]
    CLIPBOARD = True  # The password field keeps its value even where copying is allowed.

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.starts = 0

    def compose(self) -> ComposeResult:
        yield Static("prêt 0", id="state", markup=False)
        yield Static("", id="echo", markup=False)
        yield Input(id="word", max_length=200)
        yield PasswordInput(id="secret")
        yield Button("Valider")
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns(Text("Titre"), Text("Retour"))
        for number in range(20):
            table.add_row(Text(f"{number} {HOSTILE} [/] [s.n.]"), Text("12/11"))
        self.query_one("#word").focus()

    def action_afresh(self) -> None:
        self.starts += 1
        self.query_one("#word", Input).value = ""
        self.query_one("#secret", PasswordInput).value = ""
        # At once: `focus()` would come after the keys already typed.
        self.screen.set_focus(self.query_one("#word"))
        self.query_one("#state", Static).update(f"prêt {self.starts}")

    @on(Input.Changed, "#word")
    def show(self, event: Input.Changed) -> None:
        self.query_one("#echo", Static).update(f"vu <{event.value}>")

    @on(Input.Submitted, "#word")
    def obey(self, event: Input.Submitted) -> None:
        secret_local = self.query_one("#secret", PasswordInput).value
        card = "2420000" + "1234564"
        match event.value:
            case "plante":
                raise KeyError(f"carte {card} {secret_local}")
            case "travaille":
                self.fail_in_a_worker()
            case "fil":
                threading.Thread(target=self.fail_in_a_thread).start()
            case "panique":
                self.panic(f"carte {card} {secret_local}")
            case "fige":
                time.sleep(60)
            case "oublie":
                self.notify(f"carte {secret_local}")
                self.forget()
            case "montre":
                self.query_one("#secret", PasswordInput).shown = True
            case "taille":
                self.query_one("#echo", Static).update(f"taille {self.size}")
            case "sort":
                self.leave(3, f"Au revoir {HOSTILE}\nà bientôt")

    @work(thread=True)
    def fail_in_a_worker(self) -> None:
        card = "2420000" + "1234564"
        raise ValueError(card)

    def fail_in_a_thread(self) -> None:
        card = "2420000" + "1234564"
        raise ValueError(card)


class Gauge(Widget, can_focus=True):
    """A widget of ours that says where its caret is."""

    def render(self) -> Content:
        return Content("....\n..X.")

    def caret_offset(self) -> Offset:
        return Offset(2, 1)


class Cursors(HardenedApp):
    """One of each focusable kind, each with a word at the place where it is read."""

    CSS = """
    * { border: none; }
    Input, Select { height: auto; }
    Tabs { height: 2; }
    OptionList, DataTable, ListView, Tree, RadioSet, TextArea { height: 4; }
    Gauge { height: 2; }
    """

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Input("saisie", compact=True)
            yield Button("Valider")
            yield Checkbox("Rester", compact=True)
            yield OptionList(*(Option(Content(f"option-{n}")) for n in range(9)), compact=True)
            yield DataTable(cursor_type="row")
            yield ListView(*(ListItem(Label(f"item-{n}")) for n in range(9)))
            yield RadioSet(RadioButton("radio-0"), RadioButton("radio-1"), compact=True)
            yield Tabs(Tab("onglet-0"), Tab("onglet-1"))
            yield Tree("racine")
            yield Select([("choix-0", 0), ("choix-1", 1)], value=0, allow_blank=False, compact=True)
            yield Gauge()

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_column("Titre")
        for number in range(9):
            table.add_row(Text(f"ligne-{number}"))
        tree = self.query_one(Tree)
        tree.root.add_leaf(Text("feuille"))
        tree.root.expand()


class Gallery(HardenedApp):
    """The hostile string in every kind of widget; F12 tells that an action of it has run."""

    CSS = """
    Collapsible, Markdown { height: auto; }
    Tabs { height: 2; }
    OptionList, SelectionList, DataTable, ListView, Tree, RadioSet, TextArea, RichLog, Log
        { height: 5; }
    Placeholder { height: 3; }
    """
    BINDINGS = [("f12", "ran", HOSTILE), ("f5", "tell", "")]
    TITLE = HOSTILE

    def compose(self) -> ComposeResult:
        safe = Content(HOSTILE)
        yield Header(icon="")
        with Vertical():
            yield Static("pas exécutée", id="ran")
            yield Static("[@click=app.simulate_key('f12')]PIÈGE[/]")
            yield Static(safe)
            yield Static(HOSTILE, markup=False)
            yield Label(safe)
            yield Button(safe)
            yield Checkbox(safe)
            yield RadioSet(RadioButton(safe))
            yield Input(HOSTILE)
            yield Input(placeholder=HOSTILE)
            shown = PasswordInput(value=HOSTILE)
            shown.shown = True
            yield shown
            yield TextArea(HOSTILE)
            yield DataTable(id="table")
            yield OptionList(Option(safe))
            yield OptionList(HOSTILE, markup=False)
            yield SelectionList((safe, 1))
            yield Select([(safe, 1)], prompt=HOSTILE.replace("[", "("))
            yield Tabs(Tab(safe))
            yield Tree(Text(HOSTILE))
            yield Collapsible(Static(safe), title=HOSTILE.replace("[", "("), collapsed=False)
            yield Placeholder(HOSTILE.replace("[", "("))
            yield ListView(ListItem(Label(safe)))
            yield Link(HOSTILE, url=HOSTILE)
            yield RichLog()
            yield Log()
            yield Markdown(HOSTILE)
            yield Pretty(HOSTILE)
            yield Digits(HOSTILE)

    def on_mount(self) -> None:
        table = self.query_one("#table", DataTable)
        table.add_column(Text(HOSTILE))
        table.add_row(Text(HOSTILE), label=Text(HOSTILE))
        self.query_one(Button).border_title = Content(HOSTILE).markup and HOSTILE.replace("[", "(")
        self.query_one(Label).tooltip = Content(HOSTILE)
        self.query_one(RichLog).write(HOSTILE)
        self.query_one(Log).write_line(HOSTILE)
        self.notify(HOSTILE, title=HOSTILE, timeout=60)

    def action_ran(self) -> None:
        self.query_one("#ran", Static).update("EXÉCUTÉE")

    def action_tell(self) -> None:
        self.query_one("#ran", Static).update("galerie prête")


APPS: dict[str, type[HardenedApp]] = {"form": Form, "cursors": Cursors, "gallery": Gallery}
