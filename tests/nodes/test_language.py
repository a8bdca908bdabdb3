"""Commands speak the language of the environment, in processes of their own; JSON is the same in all."""

import re
import subprocess
import sys
from hashlib import sha256

import pytest

from jisr.base import b64
from tests.nodes.nodes import FRAMEWORK, Child, Pair
from tests.nodes.sender import Sender
from tests.nodes.started import ENVIRONMENT

# What goes on between two commands: the clock, and how large the database is.
MOVING = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ|[\d.]+\\xa0[KMG]B")


def still(value: object) -> str:
    """Leave out what moves."""
    return MOVING.sub("", str(value))


def jisr(*arguments: str, **variables: str) -> str:
    """Run a command that needs no node; give what it said."""
    said = subprocess.run(
        [sys.executable, "-c", "from jisr.cli import main; main()", *arguments],
        env={**ENVIRONMENT, "COLUMNS": "200", "LANGUAGE": "", **variables},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return said.stdout + said.stderr


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("Montrer un dossier", "Afficher ce message et terminer.", "Arguments", "[obligatoire]")),
        ("ar", ("عرض ملف", "عرض هذه الرسالة والخروج.", "المعطيات", "[إلزامي]")),
        ("en", ("Show a dossier", "Show this message and exit.", "Arguments", "[required]")),
    ],
)
def test_help_is_in_the_language_of_the_environment(language: str, words: tuple[str, ...]) -> None:
    said = jisr("dossier", "show", "--help", LANGUAGE=language)
    assert [each for each in words if each not in said] == []


def test_the_locale_decides_where_no_language_is_listed() -> None:
    assert "Enumerar expedientes y mostrar uno." in jisr("--help", LC_ALL="es_MX.UTF-8")
    assert "List dossiers, and show one." in jisr("--help", LC_ALL="C.UTF-8")


def test_a_dossier_is_shown_in_words_and_to_programs_by_names(pair: Pair) -> None:
    said = pair.mar.jisr("dossier", "show", pair.session, env={"LANGUAGE": "fr"}).out
    assert "La convocation a été acceptée par toutes les parties" in said
    assert "L’ordre du jour n’a pas été adopté (" in said, "an act says what it lacks as a sentence"
    assert "rien\u00a0: ouvert" in said and "Où il en est\u00a0: En préparation" in said
    assert "{'fact'" not in said
    values = [
        pair.mar.jisr("dossier", "show", pair.session, "--json", env={"LANGUAGE": each}).value for each in ("en", "fr")
    ]
    assert values[0] == values[1] and values[0]["facts"]["call_accepted"] is True


@pytest.mark.parametrize("command", [("dossier", "list"), ("framework", "list"), ("node", "status")])
def test_what_programs_read_is_the_same_in_every_language(command: tuple[str, ...], pair: Pair) -> None:
    one, other = (pair.mar.jisr(*command, "--json", env={"LANGUAGE": each}).value for each in ("en", "ar"))
    assert still(one) == still(other)


def test_a_refused_act_says_why_in_the_language_of_the_environment(pair: Pair) -> None:
    act = ("act", FRAMEWORK, pair.session, "raise_item", "--officer", "mar.co_chair", "-f", "title=x")
    said = pair.mar.jisr(*act, code=1, env={"LANGUAGE": "fr"}).err
    assert "raise_item: le champ dimension (Dimension) manque\u00a0: l’un de operational, border" in said
    assert "Écrivez-le sous la forme --field name=value" in said
    one, other = (pair.mar.jisr(*act, "--json", code=1, env={"LANGUAGE": each}).value for each in ("en", "fr"))
    assert one == other and one["remedy"].startswith("Write it as")


def test_tables_and_sentences_are_in_the_language_of_the_environment(pair: Pair) -> None:
    assert "كل شيء سليم." in pair.mar.jisr("verify", env={"LANGUAGE": "ar"}).out
    assert "échange avec" in pair.mar.jisr("node", "status", env={"LANGUAGE": "fr"}).out
    assert "signed head at" in pair.mar.jisr("node", "status").out


def test_an_error_is_said_in_the_language_of_the_environment_and_named_as_ever(pair: Pair) -> None:
    said = pair.mar.jisr("dossier", "show", "ESP.999", code=1, env={"LANGUAGE": "fr"}).err
    assert "UnknownThing: aucun dossier ESP.999 dans ce nœud" in said
    act = ("act", FRAMEWORK, pair.session, "close", "--officer", "nobody")
    assert "لا يوجد موظف nobody في هذه العقدة" in pair.mar.jisr(*act, code=1, env={"LANGUAGE": "ar"}).err
    assert "UnknownThing: no officer nobody in this node" in pair.mar.jisr(*act, code=1).err


def test_trouble_with_a_peer_is_said_in_the_language_of_whoever_reads_of_it(pair: Pair) -> None:
    pair.mar.jisr("sync", code=1)
    assert "la connexion a échoué (" in pair.mar.jisr("node", "status", env={"LANGUAGE": "fr"}).out
    one, other = (pair.mar.jisr("node", "status", "--json", env={"LANGUAGE": each}).value for each in ("en", "fr"))
    assert still(one) == still(other)
    assert one["frameworks"][0]["exchanges"][0]["trouble"].startswith("the connection failed (")


def test_what_an_older_release_noted_is_said_as_it_stands(pair: Pair) -> None:
    pair.mar.rows("UPDATE peer SET trouble = 'ESP answered 500'")
    assert "ESP answered 500" in pair.mar.jisr("node", "status", env={"LANGUAGE": "fr"}).out
    assert "ESP answered 500" in pair.mar.jisr("node", "status", "--json").out


def test_what_was_put_aside_is_said_in_the_language_of_whoever_reads_of_it(pair: Pair) -> None:
    serving = pair.mar.serve()
    try:
        sender = Sender(pair)
        # A file that a manifest could not name.
        files = {b64(sha256(b"{}").digest()): b64(b"{}")}
        assert sender.say(sender.message(files=files)).status_code == 200
    finally:
        serving.stop()
    said = pair.mar.jisr("node", "status", env={"LANGUAGE": "fr"}).out
    assert "aucune version du manifeste" in said
    kept = pair.mar.jisr("node", "status", "--json", env={"LANGUAGE": "fr"}).value["frameworks"][0]["aside"]
    assert any("no version of the manifest that is here names it" in each["because"] for each in kept)


def test_what_a_pouch_waits_for_is_said_in_the_language_of_the_environment(pair: Pair) -> None:
    esp = Child(pair.esp.home)
    esp.raise_many(pair.session, 1, ahead=3600)
    esp.stop()
    pouch = str(pair.folder / "pouch")
    pair.esp.jisr("pouch", "write", FRAMEWORK, "MAR", pouch)
    said = pair.mar.jisr("pouch", "read", pouch, env={"LANGUAGE": "fr"}).out
    assert "secondes d’avance sur l’horloge de ce nœud\u00a0: " in said
    held = pair.mar.jisr("pouch", "read", pouch, "--json", env={"LANGUAGE": "fr"}).value["held"]
    assert held[0]["because"].startswith("seconds ahead of this node's clock: ")
    assert "secondes d’avance" in pair.mar.jisr("node", "status", env={"LANGUAGE": "fr"}).out
