"""Start to painted sign-in screen, as a ratio to a bare Textual sign-in application.

    python -m bench.start [--pairs 31]

Whole processes, in pairs, the order within a pair drawn by lot. Two clocks: the time on the wall,
up to the arrival of the bytes that complete the form, and the processor time the process had used
by then, which a loaded machine disturbs less. Prints the least, the median and the most of the
ratios of the pairs, and the ratio of the least times.
"""

import argparse
import random
import statistics
import sys
import tempfile

from bench.terminal import Terminal, environment

GOAL = 1.15

COMMANDS = {
    "bare": [sys.executable, "-m", "bench.bare_sign_in"],
    "bibtui": [sys.executable, "-m", "bibtui", "demo"],
}


def painted(text: str) -> bool:
    """Is the whole form there, down to its button, and somebody in the list?"""
    return "Se connecter" in text.partition("Mot de passe")[2] and "AuroreB" in text


def start(name: str, home: str) -> tuple[float, float]:
    """Seconds from the fork to the painted form: on the wall, and of processor."""
    terminal = Terminal(COMMANDS[name], environment(home))
    try:
        return terminal.first(painted)
    finally:
        terminal.close()


def main() -> None:
    """All the pairs, then what they say on either clock."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=31)
    chosen = parser.parse_args()
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as home:
        for name in COMMANDS:
            start(name, home)  # the first run writes byte code
        for _ in range(chosen.pairs):
            for name in random.sample(list(COMMANDS), len(COMMANDS)):
                took[name].append(start(name, home))
    for clock, label in enumerate(("wall", "processor")):
        times = {name: [pair[clock] for pair in seen] for name, seen in took.items()}
        ratios = [a / b for a, b in zip(times["bibtui"], times["bare"], strict=True)]
        for name, seen in times.items():
            least, middle = 1000 * min(seen), 1000 * statistics.median(seen)
            print(f"{label:9} {name:6} least {least:4.0f} ms, median {middle:4.0f} ms")
        print(
            f"{label:9} ratio  {min(ratios):.2f} – {statistics.median(ratios):.2f} –"
            f" {max(ratios):.2f} over {chosen.pairs} pairs; of the least times"
            f" {min(times['bibtui']) / min(times['bare']):.2f}   (goal {GOAL})"
        )


if __name__ == "__main__":
    main()
