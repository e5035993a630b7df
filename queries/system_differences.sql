-- Which results do the two test systems not agree on?
--
-- One row per result or record of the last 28 days that is no match and does not wait,
-- with what each system says; for who sees the province also the records under unknown
-- codes of nobody known, which no commune and no count has: kind `nobody`. Who asks
-- must see people: each row is one.
-- Parameters: data_time timestamptz
with

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
        national_results.national_id,
        null::text as commune_id,
        null::text as district_id,
        coalesce(national_results.result = 'positive', false) as is_positive,
        'nobody' as kind
    from contract.national_results
    left outer join contract.people
        on national_results.person_id = people.person_id
    where
        people.person_id is null
        and national_results.received_at <= %(data_time)s
        and national_results.received_at >= (
            (%(data_time)s::timestamptz at time zone 'Asia/Ho_Chi_Minh')::date - 27
        )::timestamp at time zone 'Asia/Ho_Chi_Minh'
        and not exists (
            select 1
            from contract.provincial_samples
            where provincial_samples.sample_code = national_results.sample_code
        )
)

select
    told.kind,
    told.is_positive,
    told.commune_id,
    told.district_id,
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
from told
left outer join contract.provincial_samples
    on told.sample_id = provincial_samples.sample_id
left outer join contract.national_results
    on told.national_id = national_results.national_id
where
    (select contract.has_right('see_people'))
    and told.kind not in ('match', 'waiting')
order by
    told.is_positive desc,
    coalesce(provincial_samples.taken_at, national_results.taken_at) desc,
    coalesce(provincial_samples.sample_id, told.national_id) asc
