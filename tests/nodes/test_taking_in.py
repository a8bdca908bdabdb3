"""Taking in through the node's own door: what the kernel says of entries is what the node keeps."""

from tests.nodes.nodes import Child, Pair


def test_a_correction_that_comes_with_what_it_corrects_stands(pair: Pair) -> None:
    esp = Child(pair.esp.home)
    report = esp.act(pair.session, "follow_up_report", {"text": "a wrong date"})
    correction = {"fields": {"text": "the right date"}, "reason": "clerical"}
    number = esp.act(pair.session, "correct", correction, item=report)
    esp.stop()
    pair.esp.pouch_to(pair.mar, pair.folder / "pouch")
    acts = pair.mar.jisr("dossier", "show", pair.session, "--json").value["acts"]
    standing = {f"{each['party']}.{each['seq']}": each["standing"] for each in acts}
    assert standing[report] == standing[number] == "stands"
    pair.mar.jisr("verify")
