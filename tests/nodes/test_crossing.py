"""Many acts that cross many, as after a week's cut, or from somebody who means ill: one message, one judging."""

from tests.nodes.nodes import Child, Pair

CROSSING = 20


def test_what_comes_together_is_judged_again_together(pair: Pair) -> None:
    """Judged again for each, four hundred acts against four hundred held up a node for minutes."""
    mar, esp = Child(pair.mar.home), Child(pair.esp.home)
    for at in range(CROSSING):
        esp.act(pair.session, "raise_item", {"title": f"item {at}", "dimension": "border"})
        mar.act(pair.session, "object_to_minutes", {"text": f"objection {at}"})
    pouch = mar.pouch("ESP")
    assert esp.ask(do="count judged again", what="open", pouch=pouch) <= 2
    assert esp.ask(do="count judged again", what="verify") <= 2
    mar.open(esp.pouch("MAR"))
    for each in (mar, esp):
        found = each.ask(do="verify")
        assert found["violations"] == []
        assert found["checked"]["entries"] > 2 * CROSSING
        each.stop()
    here, there = (each.jisr("dossier", "show", pair.session, "--json").value["acts"] for each in (pair.mar, pair.esp))
    standings = [{f"{a['party']}.{a['seq']}": a["standing"] for a in acts} for acts in (here, there)]
    assert standings[0] == standings[1]
