"""What an error says is marked for the catalogues: a new one cannot be in English alone unnoticed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

SOURCES: Final = Path(__file__).resolve().parents[3] / "src" / "jisr"
ROOTS: Final = frozenset({"JisrError", "Malformed", "Refused"})
HOLE: Final = re.compile(r"%\(\w+\)s")
# Words of two letters and a blank between; one word alone is a name of the protocol.
WORDS: Final = re.compile(r"[a-z]{2,} +[a-z]{2,}", re.IGNORECASE)


def trees() -> dict[Path, ast.Module]:
    """Read every file of jisr."""
    return {each: ast.parse(each.read_text("utf-8")) for each in sorted(SOURCES.rglob("*.py"))}


def errors(read: dict[Path, ast.Module]) -> frozenset[str]:
    """Give the names of all errors below the root."""
    found, classes = set(ROOTS), [n for tree in read.values() for n in ast.walk(tree) if isinstance(n, ast.ClassDef)]
    while more := {c.name for c in classes if {b.id for b in c.bases if isinstance(b, ast.Name)} & found} - found:
        found |= more
    return frozenset(found)


def unmarked(node: ast.AST) -> Iterator[str]:
    """Give the words in an argument that stand outside of `N_`."""
    match node:
        case ast.Call(func=ast.Name(id="N_")):
            return
        case ast.JoinedStr():
            text = "".join(str(each.value) if isinstance(each, ast.Constant) else "%(hole)s" for each in node.values)
            if WORDS.search(HOLE.sub(" ", text)):
                yield text
        case ast.Constant(value=str(text)) if WORDS.search(HOLE.sub(" ", text)):
            yield text
        case _:
            for each in ast.iter_child_nodes(node):
                yield from unmarked(each)


def faults(read: dict[Path, ast.Module]) -> list[str]:
    """Name each place where an error is made of words that are not marked."""
    kinds, found = errors(read), []
    for path, tree in read.items():
        for call in (each for each in ast.walk(tree) if isinstance(each, ast.Call)):
            name = getattr(call.func, "id", "")
            is_parent = isinstance(call.func, ast.Attribute) and call.func.attr == "__init__" and path.stem == "errors"
            if name in kinds or is_parent:
                given = [*call.args, *(each.value for each in call.keywords)]
                found += [f"{path.name}:{call.lineno}: {text}" for each in given for text in unmarked(each)]
    return found


def test_what_an_error_says_is_marked() -> None:
    assert faults(trees()) == []


def test_words_that_are_not_marked_are_found() -> None:
    """Else the test above would hold on nothing."""
    spoilt = 'class Odd(Malformed): pass\nraise Odd(what=f"it is {x} too long", got=1)\nraise Odd(what="far too long", got=1)'
    assert len(faults({Path("x.py"): ast.parse(spoilt)})) == 2
    assert faults({Path("x.py"): ast.parse('raise Refused(N_("far too long"), a="head")')}) == []
