"""What every screen and pane shares: asking a service in a worker, and failing in one place."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.worker import Worker, WorkerState

if TYPE_CHECKING:
    from bibtui.app import BibtuiApp
    from bibtui.portal import Portal

P = ParamSpec("P")
T = TypeVar("T")


class Asks(DOMNode):
    """Mixin: work is done in workers of this node; what fails goes to `BibtuiApp.failed`.

    Workers must be started with `exit_on_error=False`; reads are exclusive in a group named after
    their area, writes never are.
    """

    @property
    def house(self) -> "BibtuiApp":
        """The application, by its own type."""
        return self.app  # type: ignore[return-value]

    async def portal(self) -> "Portal":
        """The services, once the store is open behind the first screen."""
        return await self.house.backstage.portal()

    async def ask(self, question: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The answer of a service, which runs in a thread: the event loop never waits."""
        return await self.house.backstage.ask(question, *args, **kwargs)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.house.failed(event.worker.error)


class _Covered(Screen[T], Asks):
    """What gives way to one sentence where there is no room."""

    def on_resize(self) -> None:
        self._give_way()

    def on_screen_resume(self) -> None:
        self._give_way()

    def _give_way(self) -> None:
        from bibtui.screens.too_small import TooSmall, too_small

        covers = self.query(TooSmall)
        if not too_small(self.app.size):
            covers.remove()
        elif not covers:
            self.mount(TooSmall())


class HouseScreen(_Covered[None]):
    """A full screen of the portal."""

    HELP = ""
    """What F1 says first: where one is, and what can be done here."""

    def troubled(self, error: BaseException, said: str) -> None:
        """Told when something failed while this screen was there: undo what waited for it."""

    def on_screen_suspend(self) -> None:
        # A box over the screen has keys of its own: one bar at a time.
        for bar in self.query("KeyBar"):
            bar.visible = False

    def on_screen_resume(self) -> None:
        if not self.stack_updates:
            self._take_size_classes()
        for bar in self.query("KeyBar"):
            bar.visible = True

    # The first paint. Textual would style everything three times and draw it twice.

    def _take_size_classes(self) -> None:
        """The classes of the breakpoints, before the styles are worked out, not after."""
        width, height = self.app.size
        names = {
            *self._get_breakpoint_classes(width, self.app.HORIZONTAL_BREAKPOINTS or []),
            *self._get_breakpoint_classes(height, self.app.VERTICAL_BREAKPOINTS or []),
        }
        self.update_classes(dict.fromkeys(names, True), update=False)

    def _update_focus_styles(
        self, focused: Widget | None = None, blurred: Widget | None = None
    ) -> None:
        # Before the screen is shown: showing it works out every style.
        if self.stack_updates:
            super()._update_focus_styles(focused, blurred)

    def _compositor_refresh(self) -> None:
        # In a batch what is drawn is thrown away; a refresh follows it.
        if not self.app._batch_count:
            super()._compositor_refresh()


class Dialog(ModalScreen[T], _Covered[T]):
    """A box over the screen: Escape closes it with no answer."""

    HELP = ""
    BINDINGS = [
        ("escape", "cancel", "Fermer"),
        # A box stands alone: what works everywhere has to be said again.
        Binding("f1,question_mark", "app.help", "Aide", key_display="F1"),
        Binding("f9", "app.next_theme", show=False),
    ]

    def action_cancel(self) -> None:
        self.dismiss(None)

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Close with an answer, once.

        Textual closes whatever is on top: Enter and Escape in one breath would close the screen
        under the box too, and answer twice; and a box that is not there yet cannot be taken away.
        """
        if self._dismissed or not self.is_mounted or self.app.screen is not self:
            return AwaitComplete()
        self._dismissed = True
        asked = self._result_callbacks[-1] if self._result_callbacks else None
        if asked is not None and asked.future is not None and asked.future.done():
            asked.future = None  # Who asked has been cancelled meanwhile.
        return super().dismiss(result)

    _dismissed = False


class Pane(Widget, Asks):
    """What a tab shows. `reload` reads it anew for the card acted on."""

    HELP = ""

    def reload(self) -> object:
        """Read and show again; called when the tab opens, the card changes or a write was done."""
        raise NotImplementedError

    def failed(self) -> None:
        """Say in the pane itself that it could not be read, and how to try again."""
        raise NotImplementedError

    def land(self) -> None:
        """Give the focus to what one most likely wants first."""
        raise NotImplementedError
