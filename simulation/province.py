"""The whole province before anything is stored: made once, from a seed and a size."""

from collections.abc import Callable
from dataclasses import dataclass

from simulation.adoption import Adoption, make_adoption
from simulation.agencies import Agencies, make_agencies
from simulation.arrays import Ints, Texts
from simulation.gazetteer import Communes, Districts, read_gazetteer
from simulation.jobs import make_jobs
from simulation.outbreak import Outbreak, make_outbreak
from simulation.places import Places, make_places
from simulation.population import Population, make_population
from simulation.priorities import priority_groups
from simulation.routines import Routines
from simulation.vaccination import Vaccination, make_vaccination


@dataclass(frozen=True, slots=True)
class Province:
    """Everything that is true, except the daily stays, which `routines` answers day by day."""

    seed: int
    districts: Districts
    communes: Communes
    population: Population
    places: Places
    agencies: Agencies
    agency: Ints
    """Of each person."""
    group: Texts
    """Priority group of each person."""
    adoption: Adoption
    vaccination: Vaccination
    routines: Routines
    outbreak: Outbreak


def make_province(seed: int, people: int, report: Callable[[str], None]) -> Province:
    """Settle the province and let the outbreak happen."""
    districts, communes = read_gazetteer()
    population = make_population(seed, people, communes)
    report(f"{population.count:,} people in {len(population.land.hamlet_name):,} hamlets")
    places = make_places(seed, population, communes)
    jobs = make_jobs(seed, population, communes, places)
    agencies, agency = make_agencies(seed, population, districts, communes, jobs)
    group = priority_groups(seed, population, jobs, agency)
    adoption = make_adoption(seed, population, (districts, communes), agencies, agency)
    vaccination = make_vaccination(seed, population, places, group)
    report(f"{places.count:,} places, {len(agencies.name):,} agencies")
    routines = Routines(seed, population, jobs, places, vaccination.appointments())
    return Province(
        seed=seed,
        districts=districts,
        communes=communes,
        population=population,
        places=places,
        agencies=agencies,
        agency=agency,
        group=group,
        adoption=adoption,
        vaccination=vaccination,
        routines=routines,
        outbreak=make_outbreak(routines, communes, report),
    )
