"""The truth of the outbreak holds together, and the records tell part of it."""


def test_infectors_were_infected_and_infectious_before(ask):
    assert (
        ask(
            "select later.* from truth.infections as later"
            " join truth.infections as earlier on earlier.infectee_id = later.infector_id"
            " where later.infected_at <= earlier.infectious_at"
            " or later.infected_at > earlier.recovered_at"
        )
        == []
    )


def test_every_setting_occurs_and_says_who_and_where(ask):
    settings = ask("select distinct setting from truth.infections order by setting")
    wrong = ask(
        "select * from truth.infections"
        " where (setting in ('seed', 'arrival')) <> (infector_id is null)"
        " or (setting = 'place') <> (place_id is not null)"
    )

    assert settings == [("arrival",), ("household",), ("place",), ("seed",)]
    assert wrong == []


def test_infections_at_places_happened_in_a_shared_stay(ask):
    strangers = ask(
        "select infections.* from truth.infections where setting = 'place' and not exists ("
        " select from truth.stays as theirs join truth.stays as own using (place_id)"
        " where theirs.person_id = infections.infector_id"
        " and own.person_id = infections.infectee_id"
        " and own.place_id = infections.place_id"
        " and infections.infected_at between greatest(theirs.arrived_at, own.arrived_at)"
        " and least(theirs.left_at, own.left_at))"
    )

    assert strangers == []


def test_infections_at_home_happened_in_one_household(ask):
    strangers = ask(
        "select infections.* from truth.infections"
        " join operational.people as infectee on infectee.person_id = infectee_id"
        " join operational.people as infector on infector.person_id = infector_id"
        " where setting = 'household' and infectee.household_id <> infector.household_id"
    )

    assert strangers == []


def test_nobody_infects_or_is_infected_once_isolated(ask):
    late = ask(
        "select infections.* from truth.infections join operational.isolations"
        " on isolations.person_id in (infector_id, infectee_id)"
        " where reason in ('case', 'f1') and infected_at > isolated_at"
    )

    assert late == []


def test_nobody_is_in_two_places_at_once(ask):
    torn = ask(
        "select person_id from (select person_id, arrived_at,"
        " lag(left_at) over (partition by person_id order by arrived_at) as previous_left_at"
        " from truth.stays) as stays where arrived_at < previous_left_at"
    )

    assert torn == []


def test_isolated_cases_go_nowhere(ask):
    outings = ask(
        "select stays.* from truth.stays join operational.cases using (person_id)"
        " where stays.arrived_at > cases.isolated_at"
    )

    assert outings == []


def test_the_outbreak_starts_in_one_factory_before_the_data(ask):
    factories = ask(
        "select count(distinct coalesce(site_id, stays.place_id)) from truth.stays"
        " join operational.places on places.place_id = stays.place_id"
        " join truth.infections on infectee_id = person_id"
        " where setting = 'seed' and place_kind = 'factory'"
    )
    (first, last) = ask(
        "select min(infected_at), max(infected_at) from truth.infections where setting = 'seed'"
    )[0]

    assert factories == [(1,)]
    assert first.isoformat() >= "2021-07-31"
    assert last.isoformat() < "2021-08-04"


def test_there_is_something_to_trace(ask):
    cases, recent, districts = ask(
        "select count(*), count(*) filter (where confirmed_at > '2021-08-21 18:00+07'),"
        " count(distinct district_id) from operational.cases"
        " join operational.people using (person_id) join operational.communes using (commune_id)"
    )[0]

    assert cases >= 8
    assert recent >= 3
    assert districts >= 3


def test_cases_are_infected_and_their_times_are_in_order(ask):
    assert (
        ask(
            "select cases.* from operational.cases"
            " left join truth.infections on infectee_id = person_id"
            " where infectee_id is null or sampled_at > confirmed_at"
            " or confirmed_at > reported_at or infected_at > sampled_at"
        )
        == []
    )


def test_records_have_gaps_and_a_plain_case_number(ask):
    without_onset, without_isolation, numbered = ask(
        "select count(*) filter (where onset_date is null),"
        " count(*) filter (where isolated_at is null),"
        " bool_and(case_id ~ '^HD-2021-\\d{4}$') from operational.cases"
    )[0]

    assert without_onset >= 1
    assert without_isolation >= 1
    assert numbered


def test_every_positive_sample_belongs_to_an_infected_person(ask):
    assert (
        ask(
            "select * from operational.provincial_samples where result = 'positive'"
            " and person_id not in (select infectee_id from truth.infections)"
        )
        == []
    )


def test_isolations_have_every_reason(ask):
    reasons = ask("select distinct reason from operational.isolations order by reason")

    assert reasons == [("arrival",), ("case",), ("f1",), ("f2",)]
