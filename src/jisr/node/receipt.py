"""What became of a message of the exchange."""

from dataclasses import dataclass, field

from jisr.base import Party


@dataclass(slots=True)
class Receipt:
    """What became of a message: how many entries were taken in, what waits, what was refused; why, as a phrase."""

    taken_in: int = 0
    held: list[dict[str, object]] = field(default_factory=list)
    refused: list[dict[str, object]] = field(default_factory=list)
    # How far each log is taken in whatever the day's number, since what waits here rests on it (12.16).
    needed: dict[Party, int] = field(default_factory=dict)
    # How many blobs were opened.
    opened: int = 0

    def plain(self) -> dict[str, object]:
        """Give it as values of JSON, in English."""
        rows = {"held": self.held, "refused": self.refused}
        said = {name: [{**row, "because": str(row["because"])} for row in each] for name, each in rows.items()}
        return {"taken_in": self.taken_in, **said}


__all__ = ["Receipt"]
