"""A node that starts in good order has its pages' files, and nothing to complain of."""

import httpx

from tests.nodes.nodes import Pair


def test_a_node_starts_without_a_word_of_warning(pair: Pair) -> None:
    """What a supervisor collects from standard error is for what an operator has to do."""
    serving = pair.esp.serve()
    try:
        styles = httpx.get(f"http://{pair.esp.home.listen}/static/jisr/jisr.css", trust_env=False, timeout=20)
        assert styles.status_code == 200
        assert "arning" not in serving.last_words() and "No directory" not in serving.last_words()
    finally:
        serving.stop()
