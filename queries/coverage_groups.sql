-- How far has each group of residents come, from registering to the certificate?
--
-- One row per commune, age group, sex and priority group that has residents, by
-- place of residence. An age group is named by its lowest age, in completed
-- years by birth year alone. A person with any dose has dose 1; one with a dose
-- that ends the schedule
-- has dose 2.
-- Parameters: data_time timestamptz, lowest_ages integer[], rising
select
    vaccination_groups.commune_id,
    vaccination_groups.district_id,
    vaccination_groups.sex,
    vaccination_groups.priority_group,
    (%(lowest_ages)s::integer[])[
        width_bucket(
            date_part('year', %(data_time)s at time zone 'Asia/Ho_Chi_Minh')
            ::integer
            - vaccination_groups.birth_year,
            %(lowest_ages)s::integer[]
        )
    ] as lowest_age,
    sum(vaccination_groups.resident_count)::bigint as resident_count,
    sum(vaccination_groups.registered_count)::bigint as registered_count,
    sum(vaccination_groups.invited_count)::bigint as invited_count,
    sum(vaccination_groups.dose1_count)::bigint as dose1_count,
    sum(vaccination_groups.dose2_count)::bigint as dose2_count,
    sum(vaccination_groups.certificate_count)::bigint as certificate_count,
    sum(vaccination_groups.looked_up_count)::bigint as looked_up_count
from vaccination_groups
group by
    vaccination_groups.commune_id,
    vaccination_groups.district_id,
    lowest_age,
    vaccination_groups.sex,
    vaccination_groups.priority_group
order by
    vaccination_groups.commune_id,
    lowest_age,
    vaccination_groups.sex,
    vaccination_groups.priority_group
