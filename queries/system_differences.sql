-- Which results do the two test systems not agree on?
--
-- One row per result or record of the last 28 days that is no match and does not wait,
-- with what each system says; for who sees the province also the records under unknown
-- codes of nobody known, which no commune and no count has: kind `nobody`. Who asks
-- must see people: each row is one.
-- Parameters: data_time timestamptz
with

strange as (
    select
        national_results.national_id,
        national_results.person_id,
        national_results.result
    from contract.national_results
    where
        national_results.received_at <= %(data_time)s
        and national_results.received_at >= (
            (%(data_time)s::timestamptz at time zone 'Asia/Ho_Chi_Minh')::date - 27
        )::timestamp at time zone 'Asia/Ho_Chi_Minh'
        and not exists (
            select 1
            from contract.provincial_samples
            where provincial_samples.sample_code = national_results.sample_code
        )
),

told as (
    select
        paired_results.sample_id,
        paired_results.national_id,
        paired_results.commune_id,
        paired_results.district_id,
        paired_results.is_positive,
        case
            when (select contract.sees_province()) then paired_results.kind
            else paired_results.known_kind
        end as kind
    from paired_results
    union all
    select
        null::bigint as sample_id,
        strange.national_id,
        null::text as commune_id,
        null::text as district_id,
        coalesce(strange.result = 'positive', false) as is_positive,
        'nobody' as kind
    from strange
    where strange.person_id is null or strange.person_id <> all(
        array(
            select people.person_id
            from contract.people
            where people.person_id = any(
                array(select named.person_id from strange as named)
            )
        )
    )
),

-- Most agree: what is said of the others is looked up by their numbers.
different as (
    select told.*
    from told
    where told.kind not in ('match', 'waiting')
)

select
    different.kind,
    different.is_positive,
    different.commune_id,
    different.district_id,
    provincial_samples.taken_at,
    provincial_samples.result,
    provincial_samples.resulted_at,
    national_results.sample_code as national_code,
    national_results.person_id as national_person_id,
    national_results.taken_at as national_taken_at,
    national_results.result as national_result,
    national_results.resulted_at as national_resulted_at,
    national_results.received_at,
    coalesce(provincial_samples.sample_code, national_results.sample_code)
        as sample_code,
    coalesce(provincial_samples.person_id, national_results.person_id) as person_id
from different
left outer join contract.provincial_samples
    on
        different.sample_id = provincial_samples.sample_id
        and provincial_samples.sample_id = any(
            array(select named.sample_id from different as named)
        )
left outer join contract.national_results
    on
        different.national_id = national_results.national_id
        and national_results.national_id = any(
            array(select named.national_id from different as named)
        )
where (select contract.has_right('see_people'))
order by
    different.is_positive desc,
    coalesce(provincial_samples.taken_at, national_results.taken_at) desc,
    coalesce(provincial_samples.sample_id, different.national_id) asc
