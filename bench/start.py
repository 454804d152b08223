"""Start to painted sign-in screen, as a ratio to a bare Textual sign-in application."""

import random
import statistics
import sys
import tempfile

from bench.terminal import Terminal, environment

ROUNDS = 11
GOAL = 1.15

COMMANDS = {
    "bare": [sys.executable, "bench/bare_sign_in.py"],
    "bibtui": [sys.executable, "-m", "bibtui", "demo"],
}


def painted(text: str) -> bool:
    """Is the whole form there, down to its button?"""
    return "Mot de passe" in text and "connecte" in text.lower().partition("mot de passe")[2]


def start(name: str, home: str) -> float:
    """Seconds from the fork to the painted form."""
    terminal = Terminal(COMMANDS[name], environment(home))
    try:
        return terminal.until(painted)
    finally:
        terminal.close()


def main() -> None:
    """Both in turn, in shuffled order; the median of the ratios of each round."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as home:
        for name in COMMANDS:
            start(name, home)  # the first run writes byte code
        for _ in range(ROUNDS):
            for name in random.sample(list(COMMANDS), len(COMMANDS)):
                times[name].append(start(name, home))
    ratios = [ours / bare for ours, bare in zip(times["bibtui"], times["bare"], strict=True)]
    for name, seen in times.items():
        print(f"{name:8} median {statistics.median(seen) * 1000:6.0f} ms   n={len(seen)}")
    print(f"start ratio {statistics.median(ratios):.2f}   (goal {GOAL})")


if __name__ == "__main__":
    main()
