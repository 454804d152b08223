"""At the desk: let somebody in again who cannot sign in."""

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Static

from bibtui.domain.policy.values import InitialSecret
from bibtui.domain.text import clean
from bibtui.screens.base import Dialog
from bibtui.screens.pieces.bars import KeyBar
from bibtui.screens.pieces.forms import Field
from bibtui.screens.text import line, sentence
from bibtui.screens.theme import Tone

COMPUTED = (InitialSecret.BIRTH_YEAR, InitialSecret.BIRTH_DATE_INITIALS)


INITIAL = "Remettre le mot de passe initial"
PROVISIONAL = "Donner un mot de passe provisoire"


class UnlockDialog(Dialog[None]):
    """Whom to let in: their card, scanned or typed."""

    HELP = (
        "Passez la carte de la personne, ou tapez son identifiant. « Débloquer » lui rend ses "
        "essais. L'autre bouton remplace le mot de passe qu'elle a oublié, ou pas encore reçu : "
        "elle devra en choisir un à sa prochaine connexion."
    )

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Field("Carte ou identifiant", Input(max_length=120, id="whom"))
            yield Static(id="answer", classes="answer")
            with Horizontal(classes="buttons"):
                yield Button("Débloquer", id="unlock", variant="primary")
                computed = self.house.policy.passwords.initial.value in COMPUTED
                yield Button(INITIAL if computed else PROVISIONAL, id="reset")
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(".dialog").border_title = line("Débloquer un compte")
        self.query_one("#whom").focus()

    @on(Input.Submitted)
    @on(Button.Pressed, "#unlock")
    def unlock_asked(self) -> None:
        self._unlock(reset=False)

    @on(Button.Pressed, "#reset")
    def reset_asked(self) -> None:
        self._unlock(reset=True)

    @work(group="unlock", exit_on_error=False)
    async def _unlock(self, *, reset: bool) -> None:
        from bibtui.wording.accounts import refusal

        whom = self.query_one("#whom", Input)
        identifier = clean(whom.value)
        if not identifier:
            self._say("Passez d'abord la carte, ou tapez un identifiant.", Tone.LATE)
            return
        portal = await self.portal()
        if self.house.acting is None:
            return
        verdict = await self.ask(portal.desk.unlock, self.house.acting, identifier, reset=reset)
        if not verdict.allowed:
            self._say(refusal(verdict, self.house.policy), Tone.LATE)
        elif secret := verdict.effect.get("secret"):
            self._say(f"Mot de passe provisoire, à remettre à la personne : {secret}", Tone.READY)
        elif reset:
            self._say(
                "C'est fait : le mot de passe initial ouvre de nouveau ce compte.", Tone.READY
            )
        else:
            self._say("C'est fait : cette personne peut réessayer tout de suite.", Tone.READY)
        whom.value = ""
        whom.focus()

    def _say(self, said: str, tone: Tone) -> None:
        answer = self.query_one("#answer", Static)
        answer.display = True
        answer.update(sentence((said, tone)))
