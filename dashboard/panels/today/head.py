"""The day in numbers: one tile per kind of work."""

from dashboard import figures, words
from dashboard.figures.days_work import People, Team
from dashboard.indicators import days_work
from dashboard.indicators.targets import Status
from dashboard.panels.shared import definitions, tiles


def show(team: Team, people: People) -> None:
    """Show how much of each there is to do, and how much of it is late."""
    shown = [_task(task, people) for task in days_work.KINDS]
    shown += [_doses(team), _checkpoints(team), _zones(team)]
    tiles.show(shown)
    definitions.show(shown, key="today")


def _task(task: str, people: People) -> tiles.Tile:
    waiting = people.today[people.today["task"] == task]
    late = int(waiting["is_overdue"].sum())
    return _tile(task, len(waiting), late, words.say("today.late", count=words.number(late)))


def _doses(team: Team) -> tiles.Tile:
    counts = figures.days_work.doses(team)
    late = int(counts["late_count"].sum())
    said = words.say("today.doses_late", count=words.number(late))
    return _tile("doses", int(counts["due_count"].sum()), late, said)


def _checkpoints(team: Team) -> tiles.Tile:
    items = figures.days_work.checkpoints(team)
    sums = {name: int(items[f"{name}_count"].sum()) for name in ("lacking", "absent", "broken")}
    said = words.say(
        "today.checkpoints_of",
        absent=words.number(sums["absent"]),
        broken=words.number(sums["broken"]),
    )
    return _tile("checkpoints", sums["lacking"], 0, said)


def _zones(team: Team) -> tiles.Tile:
    zones = figures.days_work.zones(team)
    posts = zones["guard_post_count"]
    late = int((zones["planned_end_at"] < team.now).sum())
    said = words.say(
        "today.zones_posts",
        posts=words.number(int(posts.sum())),
        unknown=words.number(int(posts.isna().sum())),
    )
    return _tile("zones", len(zones), late, said)


def _tile(name: str, count: int, late: int, said: str) -> tiles.Tile:
    return tiles.Tile(
        words.say(f"today.{name}"),
        words.number(count),
        lines=(said,),
        status=Status.BEHIND if late else None,
        word=words.say("follow_up.overdue_word"),
        define=f"today.{name}",
    )
