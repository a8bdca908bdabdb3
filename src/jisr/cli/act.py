"""`jisr act`: do an act from the command line, as an officer of this node."""

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jisr.base import N_, JisrError
from jisr.cli.entering import HomePath, enter
from jisr.cli.language import gettext as _
from jisr.cli.output import AsJson, print_json, say, warn

if TYPE_CHECKING:
    from jisr.node.services.acts import Wish


# The exit code where an act is to lie in the second place before it is confirmed, and does not.
NOT_THERE = 3
AGAIN = N_("Write it as --field name=value, and send again; nothing was recorded.")
AGAIN_SEALED = N_("Write it as --sealed name=@FILE, and send again; nothing was recorded.")
AROUND = N_("Name the dossier around it, of the kind %(kind)s: --item ESP.12")


class FieldAmiss(JisrError):
    """A field of the command line is not written name=value."""

    advice = N_("Write --field name=value, or --field name:=JSON for a value that is not a text.")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("act")(act)


def act(
    framework: Annotated[str, typer.Argument(help="The framework, as in mar-esp.")],
    dossier: Annotated[str, typer.Argument(help="The dossier, as in ESP.12; `-` opens one of --procedure.")],
    name: Annotated[str, typer.Argument(metavar="ACT", help="The act, as in raise_item or concur_accept_call.")],
    officer: Annotated[str, typer.Option(help="The officer who does it.")],
    field: Annotated[
        list[str] | None, typer.Option("--field", "-f", help="name=value, or name:=JSON; as often as needed.")
    ] = None,
    sealed: Annotated[
        list[str] | None,
        typer.Option("--sealed", help="name=@FILE, or name=- for standard input: a sealed field; as often as needed."),
    ] = None,
    file: Annotated[
        list[str] | None,
        typer.Option("--file", help="name=PATH: a file for a sealed field; as often as needed."),
    ] = None,
    item: Annotated[str | None, typer.Option(help="The item, proposal or outer dossier that the act names.")] = None,
    procedure: Annotated[
        str | None, typer.Option(help="The procedure of the dossier to open, as in session/1.")
    ] = None,
    side: Annotated[
        list[str] | None, typer.Option("--side", help="side=PARTY, where an opening names its sides.")
    ] = None,
    linked: Annotated[
        str | None, typer.Option(help="The domestic dossier from which a shared one is opened, as in esp/ESP.3.")
    ] = None,
    on_behalf: Annotated[str | None, typer.Option(help="On whose behalf.")] = None,
    second: Annotated[
        str, typer.Option(help="The second officer who has looked at it, where the act asks for one.")
    ] = "",
    release: Annotated[
        str,
        typer.Option(
            help="While this party's log is in doubt: keep an act that protects, and record it as soon as it is not;"
            " with the reason."
        ),
    ] = "",
    authority: Annotated[str, typer.Option(help="The authority, if several would do.")] = "",
    mandate: Annotated[str, typer.Option(help="The mandate, if several would do.")] = "",
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """Do an act: it is written into this party's own log, signed, and goes to the others by itself.

    An act that would have no effect is not written; what it lacks is said. The operator of this
    machine answers for the officer being the one who acts. Exit code 0 only if it was recorded; 3 where it is
    to lie in the second place before it is confirmed, and does not yet. With --release 0 says only that it is kept.
    """
    enter(home, migrate=False, as_json=as_json)
    from jisr.cli.sealed_fields import attach_path, file_paths, read_sealed_fields
    from jisr.node.attachments import HeldFile
    from jisr.node.errors import NotPossible, WrongField
    from jisr.node.queries.posts import field_types, post_for
    from jisr.node.queries.second_place import NOT_THERE_YET, Lies, wait_until_it_lies_there
    from jisr.node.services.acts import Wish, perform_act
    from jisr.node.services.attaching import discard
    from jisr.node.services.officers import officer_called
    from jisr.node.services.preparing import perform_seconded
    from jisr.node.services.releasing import release_act

    opens = dossier == "-"
    who = officer_called(officer)
    types = field_types(framework, None if opens else dossier, procedure, name, item)
    fields = _read_fields(field or (), types)
    wish = Wish(
        framework=framework,  # type: ignore[arg-type]  # held against what is here by the service
        dossier=None if opens else dossier,  # type: ignore[arg-type]
        act=name,
        fields=fields,
        item=item,
        procedure=procedure if opens else None,
        sides=dict(_side(each) for each in side) if side else None,
        on_behalf=on_behalf,
        linked=linked,
        sealed=read_sealed_fields(sealed or (), types),
    )
    given: dict[str, HeldFile] = {}
    try:
        post = post_for(wish, who, authority=authority, mandate=mandate)
        for each, path in file_paths(file or ()):
            given[each] = attach_path(wish, each, path, officer=who, authority=post.authority)
            wish = replace(wish, sealed={**wish.sealed, **given})
        if release:
            kept = release_act(wish, officer=who, authority=post.authority, mandate=post.mandate, reason=release)
            _tell_kept(kept.pk, wish, as_json)
            return
        if second:
            number = perform_seconded(
                wish, officer=who, second=officer_called(second), authority=post.authority, mandate=post.mandate
            )
        else:
            number = perform_act(wish, officer=who, authority=post.authority, mandate=post.mandate)
    except (NotPossible, WrongField) as error:
        _refuse(error, wish, as_json)
        raise typer.Exit(1) from error
    finally:
        for one in given.values():
            # Of an act that was written it is a part, and stays.
            discard(one)
    where = wait_until_it_lies_there(framework, number)
    if as_json:
        told: dict[str, Any] = {"framework": framework, "dossier": str(number) if opens else dossier}
        told["entry"] = str(number)
        if where != Lies.NOT_ASKED:
            told["second_place"] = where == Lies.IN_BOTH
        print_json(told)
    if where == Lies.HERE_ALONE:
        if not as_json:
            warn("%(number)s: %(words)s", number=number, words=_(NOT_THERE_YET))
        raise typer.Exit(NOT_THERE)
    if as_json:
        return
    words = _("Recorded as %(number)s for %(authority)s (%(mandate)s).")
    say(words, number=number, authority=post.authority, mandate=post.mandate)


def _tell_kept(number: int, wish: "Wish", as_json: bool) -> None:
    """Say that an act is kept, and not recorded yet."""
    if as_json:
        print_json({"framework": wish.framework, "dossier": wish.dossier, "entry": None, "released": number})
    else:
        say(_("Kept, and not recorded yet: this node records it as soon as this party's log is in doubt no longer."))


def _refuse(error: JisrError, wish: "Wish", as_json: bool) -> None:
    """Say which field is amiss, or which rules and conditions stand against the act, and what to do."""
    if as_json:
        print_json(_refusal(error, wish, str))
        return
    value = _refusal(error, wish, _)
    # A field that is amiss has no rule's id: its words stand alone.
    for reason, words in zip_longest(value.get("reasons", ()), value.get("words", ())):
        template = _("%(act)s: %(words)s (rule %(rule)s)") if isinstance(reason, str) else "%(act)s: %(words)s"
        warn(template, act=value["act"], words=words, rule=reason)
    warn("%(remedy)s", remedy=value["remedy"])


def _refusal(error: JisrError, wish: "Wish", translate: Callable[[str], str]) -> dict[str, Any]:
    """Give what is told of a refused act."""
    from jisr.node.errors import NotPossible, WrongField
    from jisr.node.queries.posts import field_amiss, field_wanted, is_sealed, item_wanted, kind_around, said_reasons

    value: dict[str, Any] = {"error": type(error).__name__, "remedy": error.remedy_in(translate)}
    if isinstance(error, WrongField):
        value |= {"act": error.act, "field": error.field, "words": [field_amiss(wish, error.field)]}
        if type(error) is WrongField:  # a record of a manifest has a remedy of its own
            value["remedy"] = translate(AGAIN_SEALED if is_sealed(wish, error.field) else AGAIN)
    if isinstance(error, NotPossible):
        value |= {"act": error.act, "reasons": list(error.reasons), "words": said_reasons(error.reasons, wish)}
        if "4.within" in error.reasons:
            value["remedy"] = translate(AROUND) % {"kind": kind_around(wish)}
        if "4.item" in error.reasons:
            value["remedy"] = item_wanted(wish)
        if "4.field" in error.reasons:
            value["remedy"] = field_wanted(wish)
    return value


def _read_fields(given: Any, types: dict[str, str]) -> dict[str, Any]:
    fields = {}
    for each in given:
        name, mark, text = each.partition("=")
        if not mark or not name:
            raise FieldAmiss(N_("%(given)s has no name or no value"), given=repr(each))
        if name.endswith(":"):
            name = name[:-1]
            fields[name] = _read_json(name, text)
        else:
            fields[name] = typed_value(text, types.get(name, "text"))
    return fields


def _read_json(name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise FieldAmiss("%(field)s: %(because)s", field=name, because=error) from error


def typed_value(text: str, kind: str) -> Any:
    """Read a value by its field's type; what cannot be read is left to the service, which names the field."""
    if kind == "integer":
        try:
            return int(text)
        except ValueError:
            return text
    if kind == "codes":
        return sorted({each.strip() for each in text.split(",")} - {""})
    return text


class SideAmiss(JisrError):
    """A side of the command line is not written side=PARTY."""

    advice = N_("Write --side side=PARTY once for each side, as in --side host=ESP.")


def _side(text: str) -> tuple[str, str]:
    name, found, party = text.partition("=")
    if not found or not name or not party:
        raise SideAmiss(N_("%(given)s is not written side=PARTY"), given=repr(text))
    return name, party
