"""What is typed amiss is said in the language of the environment, with how it is typed; the exit code is 2."""

from typing import NoReturn

import pytest
import typer

from jisr.cli.usage import run
from tests.unit.cli.said import said

# Words of the library underneath, which asks no catalogue for them.
LIBRARY = (
    "Usage:",
    "Missing",
    "No such",
    "Got unexpected",
    "Did you mean",
    "requires",
    "does not take",
    "Input should",
)


@pytest.mark.parametrize(
    ("typed", "french"),
    [
        (("dossier", "show"), "l’argument ID manque"),
        (("officer", "add", "x"), "l’option --name manque"),
        (("dossier", "show", "--jsn"), "il n’y a pas d’option --jsn\u00a0; peut-être\u00a0: --json"),
        (("--nix",), "il n’y a pas d’option --nix"),
        (("dossier", "list", "-x"), "il n’y a pas d’option -x"),
        (("dossier", "lst"), "Il n’y a pas de commande 'lst'. Il y a\u00a0: list, show"),
        (("dossier", "show", "A", "B", "C"), "la commande ne prend pas autant d’arguments\u00a0; en trop\u00a0: B C"),
        (("dossier", "show", "A", "--home"), "l’option --home est sans sa valeur, ou en a une qu’elle ne prend pas"),
        (("dossier", "show", "A", "--json=3"), "l’option --json est sans sa valeur, ou en a une qu’elle ne prend pas"),
        (("demo", "--first-port", "x"), "--first-port ne peut pas être x\u00a0: c’est un nombre entier qu’il faut"),
        (("demo", "--first-port", "0"), "--first-port ne peut pas être 0\u00a0: 1 au moins"),
        (("demo", "--first-port", "70000"), "--first-port ne peut pas être 70000\u00a0: "),
    ],
)
def test_what_is_typed_amiss_is_said(typed: tuple[str, ...], french: str) -> None:
    shown = said(*typed, language="fr", code=2)
    assert french in shown
    assert [each for each in LIBRARY if each in shown] == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("the argument ID is missing", "Usage: jisr dossier show [OPTIONS] {ID}", "jisr dossier show --help")),
        ("es", ("falta el argumento ID", "Uso: jisr dossier show [OPCIONES] {ID}", "jisr dossier show --help")),
        ("nl", ("het argument ID ontbreekt", "Gebruik: jisr dossier show [OPTIES] {ID}", "jisr dossier show --help")),
        ("ar", ("المعطى ID ناقص", "الاستعمال: jisr dossier show", "jisr dossier show --help")),
    ],
)
def test_how_it_is_typed_is_told_beside(language: str, words: tuple[str, ...]) -> None:
    shown = said("dossier", "show", language=language, code=2)
    assert [each for each in words if each not in shown] == []
    assert "Traceback" not in shown


def test_help_says_how_in_the_same_language() -> None:
    shown = said("dossier", "show", "--help", language="fr")
    assert "Utilisation\u00a0: jisr dossier show [OPTIONS] {ID}" in shown and "Usage:" not in shown
    assert "Utilisation\u00a0: jisr dossier [OPTIONS] COMMANDE [ARGUMENTS]..." in said(
        "dossier", "--help", language="fr"
    )


def test_a_group_alone_gives_its_help_and_the_code_of_a_mistake() -> None:
    shown = said("dossier", language="fr", code=2)
    assert "Utilisation\u00a0: jisr dossier" in shown and "Montrer un dossier" in shown
    assert "UsageAmiss" not in shown


def test_hidden_commands_are_not_offered() -> None:
    assert "found" in said("framework", "fond", code=2) and "join" not in said("framework", "fond", code=2)


def test_what_a_command_ends_with_is_its_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    def aborted(**_how: object) -> NoReturn:
        raise typer.Abort

    assert run(aborted) == 1
    assert capsys.readouterr().err
    assert run(lambda **_how: 3) == 3
    assert run(lambda **_how: None) == 0
