-- What does each test system say of the results that the other should hold as well?
--
-- One row per result that came out in the province's software within 28 days (the day
-- of the data and the 27 before), and per record that the national platform received
-- in these days under a code that the software does not know. `kind` is how the two
-- agree; `known_kind` what a district can tell, which sees only the national records
-- of its own people; null: a row that is none there. The first that applies:
--   waiting        a result of the last 24 hours that has no record yet
--   province_only  no record under its code, nor of the person within the hour
--   other_code     no record under its code, one of the person within the hour
--   person         the record under its code is another person's
--   code_twice     more than one result, or record, under its code
--   no_result      the record has no result, though the software's is older than 24 h
--   result         another result
--   time           sampled more than an hour apart
--   match          all of it agrees
--   repeated       a record under an unknown code, of a person sampled within the hour
--                  whose result has its own record
--   national_only  a record under an unknown code of somebody known, without that
-- `national_id` is a record that the row is about. What came after the time of the
-- data is not known yet.
with

asked as (
    select
        times.data_time,
        times.day_ago,
        (times.on_date - 27)::timestamp at time zone 'Asia/Ho_Chi_Minh' as begins_at
    from live.times
),

samples as (
    select
        provincial_samples.sample_id,
        provincial_samples.sample_code,
        provincial_samples.person_id,
        people.commune_id,
        communes.district_id,
        provincial_samples.taken_at,
        provincial_samples.result,
        provincial_samples.resulted_at,
        count(*) over (partition by provincial_samples.sample_code) as code_count
    from contract.provincial_samples
    inner join contract.people on provincial_samples.person_id = people.person_id
    inner join contract.communes on people.commune_id = communes.commune_id
    where
        provincial_samples.taken_at <= (select asked.data_time from asked)
        and (
            provincial_samples.taken_at
            >= (select asked.begins_at from asked) - interval '14 days'
            or provincial_samples.resulted_at >= (select asked.begins_at from asked)
        )
),

results as (
    select samples.*
    from samples
    where
        samples.resulted_at <= (select asked.data_time from asked)
        and samples.resulted_at >= (select asked.begins_at from asked)
),

known_codes as (
    select
        provincial_samples.sample_code,
        array_agg(communes.district_id) as district_ids
    from contract.provincial_samples
    inner join contract.people on provincial_samples.person_id = people.person_id
    inner join contract.communes on people.commune_id = communes.commune_id
    group by provincial_samples.sample_code
),

records as (
    select
        national_results.national_id,
        national_results.sample_code,
        national_results.person_id,
        people.commune_id,
        communes.district_id,
        national_results.taken_at,
        national_results.result,
        national_results.received_at,
        known_codes.sample_code is null as is_strange,
        coalesce(
            not communes.district_id = any(known_codes.district_ids), true
        ) as is_strange_there
    from contract.national_results
    left outer join contract.people on national_results.person_id = people.person_id
    left outer join contract.communes on people.commune_id = communes.commune_id
    left outer join known_codes
        on national_results.sample_code = known_codes.sample_code
    where
        national_results.received_at <= (select asked.data_time from asked)
        and national_results.received_at
        >= (select asked.begins_at from asked) - interval '14 days'
),

-- Each result with the records under its code: all of them, and those that its
-- district sees.
coded as (
    select
        results.sample_id,
        seen.is_whole,
        count(records.national_id) as record_count,
        min(records.national_id) as national_id,
        coalesce(
            bool_or(
                records.person_id is null or records.person_id = results.person_id
            ),
            false
        ) as has_person,
        bool_or(records.result is null) as is_open,
        bool_or(records.result <> results.result) as is_other,
        bool_or(records.result = 'positive') as is_positive,
        bool_or(
            abs(extract(epoch from records.taken_at - results.taken_at)) > 3600
        ) as is_far
    from results
    cross join (values (true), (false)) as seen (is_whole)
    left outer join records
        on
            results.sample_code = records.sample_code
            and (seen.is_whole or results.district_id = records.district_id)
    group by results.sample_id, seen.is_whole
),

-- Records under unknown codes of people who were sampled within the hour.
near_pairs as (
    select
        samples.sample_id,
        records.national_id,
        records.is_strange,
        records.is_strange_there
    from samples
    inner join records
        on
            samples.person_id = records.person_id
            and abs(extract(epoch from records.taken_at - samples.taken_at)) <= 3600
    where records.is_strange or records.is_strange_there
),

nearby as (
    select
        near_pairs.sample_id,
        min(near_pairs.national_id) filter (where near_pairs.is_strange)
            as national_id,
        min(near_pairs.national_id) filter (where near_pairs.is_strange_there)
            as national_id_there
    from near_pairs
    group by near_pairs.sample_id
),

told as (
    select
        results.sample_id,
        coded.is_whole,
        coalesce(
            coded.national_id,
            case
                when coded.is_whole then nearby.national_id
                else nearby.national_id_there
            end
        ) as national_id,
        coalesce(coded.is_positive, false) as is_positive,
        case
            when
                coded.record_count = 0
                and case
                    when coded.is_whole then nearby.national_id
                    else nearby.national_id_there
                end is not null
                then 'other_code'
            when
                coded.record_count = 0
                and results.resulted_at > (select asked.day_ago from asked)
                then 'waiting'
            when coded.record_count = 0 then 'province_only'
            when not coded.has_person then 'person'
            when coded.record_count > 1 or results.code_count > 1 then 'code_twice'
            when
                coded.is_open
                and results.resulted_at > (select asked.day_ago from asked)
                then 'waiting'
            when coded.is_open then 'no_result'
            when coded.is_other then 'result'
            when coded.is_far then 'time'
            else 'match'
        end as kind
    from results
    inner join coded on results.sample_id = coded.sample_id
    left outer join nearby on results.sample_id = nearby.sample_id
),

-- A record that a result names as its own stands with that result.
unpaired as (
    select
        records.commune_id,
        records.district_id,
        records.national_id,
        records.received_at,
        records.result,
        records.national_id in (
            select near_pairs.national_id from near_pairs
        ) as is_repeated,
        records.is_strange
        and records.national_id not in (
            select told.national_id
            from told
            where told.is_whole and told.kind = 'other_code'
        ) as is_told,
        records.is_strange_there
        and records.national_id not in (
            select told.national_id
            from told
            where not told.is_whole and told.kind = 'other_code'
        ) as is_told_there
    from records
    where
        records.district_id is not null
        and records.received_at >= (select asked.begins_at from asked)
)

select
    results.commune_id,
    results.district_id,
    results.sample_id,
    whole.national_id,
    (results.resulted_at at time zone 'Asia/Ho_Chi_Minh')::date as on_date,
    whole.kind,
    there.kind as known_kind,
    coalesce(results.result = 'positive', false) or whole.is_positive as is_positive
from results
inner join told as whole on results.sample_id = whole.sample_id and whole.is_whole
inner join told as there on results.sample_id = there.sample_id and not there.is_whole
union all
select
    unpaired.commune_id,
    unpaired.district_id,
    null::bigint as sample_id,
    unpaired.national_id,
    (unpaired.received_at at time zone 'Asia/Ho_Chi_Minh')::date as on_date,
    case
        when not unpaired.is_told then null
        when unpaired.is_repeated then 'repeated'
        else 'national_only'
    end as kind,
    case
        when not unpaired.is_told_there then null
        when unpaired.is_repeated then 'repeated'
        else 'national_only'
    end as known_kind,
    coalesce(unpaired.result = 'positive', false) as is_positive
from unpaired
where unpaired.is_told or unpaired.is_told_there
