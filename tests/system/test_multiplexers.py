"""Inside tmux and over ssh, the real ones: what a library's desk and a kiosk run in."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.system.program import F12, ROOT, environment
from tests.terminals import Terminal

pytestmark = pytest.mark.system


def needed(tool: str) -> str:
    """The path of a tool; without it the test fails, and says what to install."""
    folders = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
    found = shutil.which(tool, path=folders)
    assert found, f"this test needs {tool}: install it, or run « make test » alone"
    return found


def command(folder: Path) -> str:
    kept = {name: value for name, value in environment(folder).items() if value is not None}
    words = " ".join(f"{name}={value}" for name, value in kept.items())
    return f"env {words} {sys.executable} -m bibtui demo"


def test_a_visit_inside_tmux(tmp_path: Path) -> None:
    tmux, name = needed("tmux"), f"bibtui-{os.getpid()}"
    with Terminal(
        [tmux, "-L", name, "-f", "/dev/null", "new-session", command(tmp_path)],
        size=(100, 30),
        env={**environment(tmp_path), "TMUX": None},
        cwd=tmp_path,
    ) as terminal:
        try:
            terminal.wait_for_text("Identifiant", 20)
            terminal.settle()
            terminal.send("AuroreB\tDemo-2025!\r")
            terminal.wait_for_text("Vous avez emprunté 5 documents", 20)
            terminal.settle()
            terminal.send("2")
            terminal.wait_for_text("Pilates")
            terminal.settle()
            assert "Pilates" in terminal.lines[terminal.cursor[1]]
            # Detached, the program goes on; attached again, it is drawn whole.
            subprocess.run([tmux, "-L", name, "detach-client"], check=True)
            terminal.wait_for_end()
            with Terminal(
                [tmux, "-L", name, "attach"], size=(100, 30), env={"TMUX": None}
            ) as again:
                again.wait_for_text("Pilates")
                again.send(F12)
                again.wait_for_text("Identifiant")
                again.settle()
                held = subprocess.run(
                    [tmux, "-L", name, "capture-pane", "-p", "-S", "-"],
                    capture_output=True,
                    text=True,
                    check=True,
                ).stdout
                assert "Pilates" not in held and "Demo-2025!" not in held
        finally:
            subprocess.run([tmux, "-L", name, "kill-server"], check=False)
    limit = time.monotonic() + 3
    while list((tmp_path / "tmp").glob("bibtui-demo-*")) and time.monotonic() < limit:
        time.sleep(0.05)
    assert not list((tmp_path / "tmp").glob("bibtui-demo-*")), "killed with its server"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[list[str]]:
    """An sshd of this test's own, whose one key may only run the demo; how to reach it."""
    sshd, keygen, ssh = needed("sshd"), needed("ssh-keygen"), needed("ssh")
    for key in ("host", "user"):
        subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / key], check=True)
    public = (tmp_path / "user.pub").read_text()
    (tmp_path / "allowed").write_text(f'restrict,pty,command="{command(tmp_path)}" {public}')
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (tmp_path / "sshd_config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {tmp_path}/host\nPidFile none\n"
        f"AuthorizedKeysFile {tmp_path}/allowed\nStrictModes no\nUsePAM no\n"
        "PasswordAuthentication no\nPermitRootLogin yes\n"
    )
    daemon = subprocess.Popen(
        [sshd, "-D", "-e", "-f", tmp_path / "sshd_config"], stderr=subprocess.DEVNULL
    )
    time.sleep(0.5)
    assert daemon.poll() is None, "this sshd did not start"
    options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR"]
    yield [
        ssh,
        "-tt",
        *(f"-o{option}" for option in options),
        *("-i", f"{tmp_path}/user", "-p", str(port), "127.0.0.1"),
    ]
    daemon.terminate()
    daemon.wait()


def test_a_forced_command_over_ssh_ends_with_its_line(tmp_path: Path, server: list[str]) -> None:
    with Terminal([*server, "sh"], size=(100, 30), cwd=ROOT) as terminal:
        terminal.wait_for_text("Identifiant", 20)
        terminal.settle()
        terminal.send("AuroreB\tDemo-2025!\r")
        terminal.wait_for_text("Vous avez emprunté 5 documents", 20)
        terminal.process.kill()
    limit = time.monotonic() + 4
    while list((tmp_path / "tmp").glob("bibtui-demo-*")) and time.monotonic() < limit:
        time.sleep(0.05)
    assert not list((tmp_path / "tmp").glob("bibtui-demo-*")), "it has outlived its line"
