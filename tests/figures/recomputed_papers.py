"""What papers and lists count, recomputed: the day's work, a trace, who lives in a zone."""

from tests.figures.recomputed import World, n, tile
from tests.figures.recomputed_desk import reached
from tests.figures.recomputed_today import checkpoints, doses, followed, zones
from tests.figures.recomputed_zones import households, picked, residents


@tile("paper.today")
def days_work(world: World):
    """Return how many people, second doses, missing items and zones."""
    people = followed(world)["is_today"].sum()
    return [n(people), doses(world)[0], checkpoints(world)[0], zones(world)[0]]


@tile("paper.today_list")
def days_list(world: World):
    """Return how many lines the day's list of people has."""
    return [str(followed(world)["is_today"].sum())]


@tile("paper.calls")
def calls(world: World):
    """Return whom the list names, of how many, and who of them is not isolated."""
    people = reached(world)
    free = sum(not one.is_isolated for one in people)
    return [n(len(people)), n(len(people)), n(free)]


@tile("paper.report")
def report(world: World):
    """Return how many were found, in how many communes, and who of them is isolated."""
    people = reached(world)
    home = world.ask("select person_id, commune_id from operational.people")
    communes = home.set_index("person_id").loc[[one.person for one in people], "commune_id"]
    isolated = sum(one.is_isolated for one in people)
    return [n(len(people)), n(communes.nunique()), n(isolated)]


@tile("paper.residents", "paper.decision")
def inside(world: World):
    """Return the households and the people in the zone that is looked at."""
    homes = households(world, picked(world, "released"))
    return [n(len(homes)), n(len(residents(world, homes)))]
