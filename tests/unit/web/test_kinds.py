"""Pictures are taken of every kind of page: whoever looks them over misses none."""

from collections import defaultdict
from typing import Any

from tests.browser.kinds import ELSEWHERE, KINDS, NO_PAGES

NUMBERS: Any = defaultdict(lambda: "ESP.1", prepared="/f/mar-esp/prepared/1/", token="1", change="1", notice="1")


def named(path: str) -> str:
    """Give the name of the address to which a path leads; of one that there is none, nothing."""
    from django.urls import Resolver404, resolve

    try:
        return str(resolve(path.format_map(NUMBERS).partition("?")[0]).url_name)
    except Resolver404:
        return ""


def test_every_address_that_shows_a_page_is_in_a_list(spain: Any) -> None:
    from django.urls import get_resolver

    del spain
    addresses = {each.name for each in get_resolver("jisr.web.urls").url_patterns}
    listed = {named(each.path) for each in KINDS}
    # Two names of one address: the first is found.
    same = {"sign-in": "account_login"}
    assert {each for each in addresses if same.get(each, each) not in listed | ELSEWHERE | NO_PAGES} == set()
    assert not listed & (ELSEWHERE | NO_PAGES)
    # A node without a ministry's sign-on has no address for it.
    assert {each for each in ELSEWHERE | NO_PAGES if each not in addresses} <= {
        "sign-on", "openid_connect_login", "openid_connect_callback",
    }  # fmt: skip


def test_no_two_pictures_have_one_name() -> None:
    assert len({each.name for each in KINDS}) == len(KINDS)
