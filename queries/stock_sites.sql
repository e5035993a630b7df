-- What was allocated to each vaccination site, received, used, and is unaccounted for?
--
-- One row per site and vaccine with a line of its books in the 28 days up to the day of
-- the data: sums of these days, and the latest count on hand. Unaccounted for is what
-- these days began with and received, without what was used and is left: wasted, or a
-- mistake in the books; the first line is where they begin, if there is none before.
-- Parameters: data_time timestamptz, district_id text (null: all in scope)
with

today as (
    select (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date as on_date
),

lines as (
    select
        vaccine_stock.site_id,
        vaccine_stock.vaccine,
        vaccine_stock.stock_date,
        vaccine_stock.allocated_count,
        vaccine_stock.received_count,
        vaccine_stock.used_count,
        vaccine_stock.on_hand_count,
        vaccination_sites.site_name,
        communes.commune_id,
        communes.district_id,
        vaccine_stock.stock_date > (select today.on_date from today) - 28 as is_recent,
        lag(vaccine_stock.on_hand_count) over books as before_count,
        row_number() over (
            partition by vaccine_stock.site_id, vaccine_stock.vaccine
            order by vaccine_stock.stock_date desc
        ) as recency
    from contract.vaccine_stock
    inner join contract.vaccination_sites
        on vaccine_stock.site_id = vaccination_sites.site_id
    inner join contract.communes
        on vaccination_sites.commune_id = communes.commune_id
    where
        vaccine_stock.stock_date <= (select today.on_date from today)
        and (
            %(district_id)s::text is null
            or communes.district_id = %(district_id)s
        )
    window books as (
        partition by vaccine_stock.site_id, vaccine_stock.vaccine
        order by vaccine_stock.stock_date
    )
)

select
    lines.site_id,
    lines.site_name,
    lines.commune_id,
    lines.district_id,
    lines.vaccine,
    sum(lines.allocated_count)::bigint as allocated_count,
    sum(lines.received_count)::bigint as received_count,
    sum(lines.used_count)::bigint as used_count,
    sum(
        coalesce(
            lines.before_count
            + lines.received_count
            - lines.used_count
            - lines.on_hand_count,
            0
        )
    )::bigint as lost_count,
    (max(lines.on_hand_count) filter (where lines.recency = 1))::bigint
        as on_hand_count,
    max(lines.stock_date) as stock_date
from lines
where lines.is_recent
group by
    lines.site_id,
    lines.site_name,
    lines.commune_id,
    lines.district_id,
    lines.vaccine
order by lines.site_id, lines.vaccine
