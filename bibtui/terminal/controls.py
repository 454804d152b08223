"""The characters that never go to a terminal, nor come in from one. Standard library only."""

import re

# C0, DEL, C1; marks and embeddings that reorder a line; zero width but the joiners that Persian,
# Arabic and emoji need; line separators; interlinear marks; lone surrogates; tags.
_UNSAFE = (
    "\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f"
)
UNSAFE_ON_SCREEN = re.compile(f"[\x00-\x1f{_UNSAFE}]")
_UNSAFE_IN_PASTE = re.compile(f"[\x00-\x08\x0b-\x1f{_UNSAFE}]")
_LINE_ENDS = re.compile("\r\n?|\x85|\u2028|\u2029")


def harmless_paste(text: str) -> str:
    """Pasted `text` without control characters; lines end in line feeds, blanks are kept."""
    return _UNSAFE_IN_PASTE.sub("", _LINE_ENDS.sub("\n", text))
