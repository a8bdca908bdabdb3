"""R5, no bulk: no request, form, command or import decides for more than one dossier about a person.

One act is one wish (`acts.Wish`), which names one dossier. What is held here is that nothing makes several of one
request: no door acts in a loop, and nothing that the API takes names several dossiers.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

import jisr

SOURCE: Final = Path(jisr.__file__).parent
# By which an act comes to be written for an officer.
ACTING: Final = frozenset(
    {
        "perform",
        "perform_once",
        "perform_act",
        "perform_by_token",
        "perform_seconded",
        "prepare_act",
        "confirm_prepared",
        "release_act",
        "perform_released",
    }
)
# What a node does by itself, and by which alone its own log grows.
BY_NODE: Final = frozenset({"perform_by_node", "write_linked"})
LOOPS: Final = (
    ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp,
)  # fmt: skip
# Demonstrations and measurements play whole histories, on nodes of their own.
NO_DOORS: Final = ("cli/demo/", "cli/bench/")
DOORS: Final = {
    "cli/act.py", "web/api/acting.py", "web/views/acts.py", "web/views/opening.py", "web/views/prepared.py",
}  # fmt: skip


def modules(*folders: str) -> dict[str, ast.Module]:
    """Read the modules in some folders, by their path."""
    paths = {path.relative_to(SOURCE).as_posix(): path for each in folders for path in (SOURCE / each).rglob("*.py")}
    return {
        name: ast.parse(path.read_text("utf-8"))
        for name, path in sorted(paths.items())
        if not name.startswith(NO_DOORS)
    }


def called(node: ast.AST) -> str:
    """Give the name of what is called; empty where nothing is."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Give the functions of a module."""
    yield from (each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef))


def acting_in(tree: ast.Module, begin: frozenset[str] = ACTING) -> frozenset[str]:
    """Name what acts: what is named so, and each function of the module that calls it."""
    found = set(begin)
    while True:
        more = {each.name for each in functions(tree) if any(called(node) in found for node in ast.walk(each))}
        if more <= found:
            return frozenset(found)
        found |= more


def repeated(tree: ast.Module, names: Iterable[str]) -> list[str]:
    """Give what is called in a loop, or for each of some things, of these names."""
    wanted = frozenset(names)
    loops = [each for each in ast.walk(tree) if isinstance(each, LOOPS)]
    mapped = [each for each in ast.walk(tree) if called(each) == "map"]
    in_loops = [called(node) for each in loops for node in ast.walk(each)]
    given = [arg.id for each in mapped for arg in getattr(each, "args", ()) if isinstance(arg, ast.Name)]
    return [each for each in (*in_loops, *given) if each in wanted]


def calls(tree: ast.Module, names: frozenset[str]) -> bool:
    """Say whether a module calls one of these."""
    return any(called(node) in names for node in ast.walk(tree))


class TestDoors:
    """Pages, programs and commands."""

    def test_these_are_all_that_act(self) -> None:
        assert {name for name, tree in modules("web", "cli").items() if calls(tree, ACTING)} == DOORS

    def test_none_of_them_acts_in_a_loop(self) -> None:
        for name, tree in modules("web", "cli").items():
            if name in DOORS:
                assert repeated(tree, acting_in(tree)) == [], name

    def test_services_act_once_for_each_call(self) -> None:
        """An echo goes to each linked dossier: of the same person, by the one act that calls for it."""
        for name in ("acts", "by_token", "preparing"):
            tree = modules("node/services")[f"node/services/{name}.py"]
            assert repeated(tree, acting_in(tree)) == [], name

    @pytest.mark.parametrize(
        "source",
        [
            "def go(codes):\n    for each in codes:\n        perform_act(each)",
            "def go(codes):\n    return [perform_once(each) for each in codes]",
            "def one(code):\n    perform_act(code)\ndef go(codes):\n    while codes:\n        one(codes.pop())",
            "def one(code):\n    acts.perform_act(code)\ndef go(codes):\n    list(map(one, codes))",
        ],
    )
    def test_a_loop_would_be_found(self, source: str) -> None:
        tree = ast.parse(source)
        assert repeated(tree, acting_in(tree))


class TestImports:
    """What comes in from outside is others' signed entries: nothing is decided here for what it brings."""

    def test_neither_messages_nor_pouches_make_this_party_act(self) -> None:
        read = modules("node/services", "cli")
        for name in ("node/services/intake.py", "node/services/exchange.py", "node/services/blobs.py", "cli/pouch.py"):
            assert not calls(read[name], ACTING | {"write_linked"}), name

    def test_what_a_node_does_by_itself_is_due(self) -> None:
        """By nobody's request: what periods and agreements call for, each dossier by its own clock."""
        found = {name for name, tree in modules("node", "cli", "web").items() if calls(tree, BY_NODE)}
        assert found == {"node/services/acts.py", "node/services/duties.py"}


def takes_several(schema: Mapping[str, Any], parts: Mapping[str, Any], place: str = "body") -> list[str]:
    """Give where what is taken may name several dossiers: lists, and objects whose keys are not declared.

    Values of an act's own fields are of the types that its procedure declares; none of them is a list of dossiers.
    """
    if "$ref" in schema:
        return takes_several(parts[schema["$ref"].rpartition("/")[2]], parts, place)
    found = [place] if schema.get("type") == "array" else []
    for each in (*schema.get("anyOf", ()), *schema.get("allOf", ()), *schema.get("oneOf", ())):
        found += takes_several(each, parts, place)
    for name, each in schema.get("properties", {}).items():
        found += takes_several(each, parts, f"{place}.{name}") if name not in ("fields", "sealed") else []
    return found


class TestApi:
    """One act a request, in one dossier, which the address names."""

    @pytest.fixture
    def described(self, spain: Any) -> dict[str, Any]:
        from jisr.web.api.described import described
        from jisr.web.api.urls import API

        return described(API)

    def test_what_writes_is_known(self, described: dict[str, Any]) -> None:
        writing = {(verb, path) for path, verbs in described["paths"].items() for verb in verbs if verb != "get"}
        here = "/api/1/frameworks/{framework}"
        assert writing == {
            ("post", f"{here}/dossiers"),
            ("post", f"{here}/dossiers/{{dossier}}/acts"),
            ("post", f"{here}/entries/{{entry}}/sealed/{{field}}"),
            ("post", f"{here}/entries/{{entry}}/sealed/{{field}}/content"),
            # One file for one field of one act: to ask where, and to give it.
            ("post", f"{here}/dossiers/{{dossier}}/acts/{{act}}/files/{{field}}"),
            ("put", f"{here}/dossiers/{{dossier}}/acts/{{act}}/files/{{field}}"),
        }

    def test_none_of_it_takes_several(self, described: dict[str, Any]) -> None:
        parts = described["components"]["schemas"]
        bodies = [
            (kind, body["schema"])
            for verbs in described["paths"].values()
            for answer in verbs.values()
            for kind, body in answer.get("requestBody", {"content": {}})["content"].items()
        ]
        assert sorted(kind for kind, _ in bodies) == ["application/json"] * 4 + ["application/octet-stream"]
        assert [takes_several(schema, parts) for _, schema in bodies] == [[]] * 5

    @pytest.mark.parametrize(
        "schema",
        [
            {"type": "array", "items": {"$ref": "#/components/schemas/One"}},
            {"type": "object", "properties": {"dossiers": {"type": "array", "items": {"type": "string"}}}},
            {"$ref": "#/components/schemas/Many"},
        ],
    )
    def test_a_list_would_be_found(self, schema: dict[str, Any]) -> None:
        many = {"properties": {"acts": {"anyOf": [{"type": "null"}, {"type": "array"}]}}}
        assert takes_several(schema, {"One": {}, "Many": many})

    def test_no_field_about_a_person_is_a_list(self) -> None:
        from jisr.procedures import PROCEDURES

        types = {
            field.type for each in PROCEDURES.values() if each.persons for act in each.acts for field in act.fields
        }
        assert "codes" not in types and types <= {"choice", "date", "file", "integer", "reference", "text"}
