"""Linked health records by commune, recomputed person by person."""

from tests.figures.recomputed import World, column, n, pct, shares, side_by_side, tips


def _linked(world: World, level: str):
    return world.per(level, world.events("health_record_links", "linked_at"))


def _residents(world: World, level: str):
    return world.per(level, world.people)


column("health_records.linked_count")(_linked)
column("health_records.resident_count")(_residents)


@column("health_records.unlinked_count")
def unlinked(world, level):
    return _residents(world, level) - _linked(world, level)


@column("health_records.linked_share")
def linked_share(world, level):
    return shares(_linked(world, level).astype("float64"), _residents(world, level))


@tips("platforms")
def map_tips(world, level):
    said = side_by_side(linked_share(world, level).map(pct), _linked(world, level).map(n))
    return said.map(lambda tokens: [one for one in tokens if one != "—"])
