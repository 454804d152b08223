"""Where each key of a TOML document stands, and the requirement its comment cites.

The standard parser keeps neither lines nor comments; this scanner reads headers, keys and the
extent of values, nothing of their meaning: it is run on documents the parser has accepted.
"""

import re
from dataclasses import dataclass, field

_CITED = re.compile(r"\b\d{3}-\d{2}\b")
_TOKEN = re.compile(r"\"\"\"|'''|\"|'|#[^\n]*|[\[\]{},\n]|[^\s\[\]{},\"'#]+")
_QUOTED = {'"': re.compile(r'(?:[^"\\\n]|\\.)*"'), "'": re.compile(r"[^'\n]*'")}
_OPENS = re.compile(r"[ \t]*\[")
_PART = re.compile(r"\s*(?:\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9_-]+))\s*(?:\.|$)")

Path = tuple[str | int, ...]


@dataclass(slots=True)
class Lines:
    """Path of keys and indexes → its line (from 1), and the requirements cited beside it."""

    lines: dict[Path, int] = field(default_factory=dict)
    cites: dict[Path, str] = field(default_factory=dict)

    def at(self, path: Path) -> int:
        """The line of `path`, or of the nearest table that holds it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def scan(text: str) -> Lines:
    """The lines of every table, key and list element of `text`, valid TOML."""
    found = Lines()
    arrays: dict[Path, int] = {}
    table: Path = ()
    position, line, end = 0, 1, len(text)
    while position < end:
        stop = text.find("\n", position)
        stop = end if stop < 0 else stop
        content = text[position:stop].strip()
        if content.startswith("[["):
            path = _within(_split(content[2 : content.index("]]")]), arrays)
            arrays[path] = arrays.get(path, -1) + 1
            table = (*path, arrays[path])
            found.lines.setdefault(path, line)
            found.lines[table] = line
            _cite(found, table, content)
        elif content.startswith("["):
            table = _within(_split(content[1 : content.index("]")]), arrays, last=True)
            found.lines[table] = line
            _cite(found, table, content)
        elif content and not content.startswith("#"):
            key, sign = _key(text, position)
            path = (*table, *_split(key))
            found.lines[path] = line
            stop, passed = _value(text, sign, path, line, found)
            line += passed
        position = stop + 1
        line += 1
    return found


def _split(dotted: str) -> tuple[str, ...]:
    parts = []
    for match in _PART.finditer(dotted.strip()):
        parts.append(match[1] or match[2] or match[3] or "")
    return tuple(parts)


def _within(parts: tuple[str, ...], arrays: dict[Path, int], *, last: bool = False) -> Path:
    """The path of a header: a name that is an array of tables stands for its latest table."""
    path: Path = ()
    for number, part in enumerate(parts, start=1):
        path = (*path, part)
        if path in arrays and (last or number < len(parts)):
            path = (*path, arrays[path])
    return path


def _key(text: str, position: int) -> tuple[str, int]:
    """The key that begins at `position`, and the place after its « = »."""
    at = position
    while text[at] != "=":
        if text[at] in "\"'":
            at = text.index(text[at], at + 1)
        at += 1
    return text[position:at], at + 1


def _value(text: str, position: int, path: Path, line: int, found: Lines) -> tuple[int, int]:
    """Passes over a value: the place of the line end that closes it, and the lines passed."""
    depth = passed = index = 0
    fresh = False
    is_list = _OPENS.match(text, position) is not None
    element: Path = path
    while match := _TOKEN.search(text, position):
        token, position = match[0], match.end()
        if token == "\n":
            if depth == 0:
                return match.start(), passed
            passed += 1
            continue
        if token[0] == "#":
            _cite(found, path if depth == 0 else element, token)
            if depth and element != path:
                _cite(found, path, token)
            continue
        if depth == 1 and fresh and token not in ",]":
            element = (*path, index)
            found.lines[element] = line + passed
            index, fresh = index + 1, False
        if token in ('"""', "'''"):
            close = text.index(token, position)
            passed += text.count("\n", position, close)
            position = close + 3
            while text[position : position + 1] == token[0]:
                position += 1
        elif token in _QUOTED and (closed := _QUOTED[token].match(text, position)):
            position = closed.end()
        elif token in "[{":
            depth += 1
            fresh = depth == 1 and is_list
        elif token in "]}":
            depth -= 1
        elif token == "," and depth == 1:
            fresh = is_list
    return len(text), passed


def _cite(found: Lines, path: Path, comment: str) -> None:
    _, _, words = comment.partition("#")
    cited = _CITED.findall(words)
    if cited:
        known = found.cites.get(path, "")
        parts = dict.fromkeys([*known.split(", "), *cited] if known else cited)
        found.cites[path] = ", ".join(parts)
