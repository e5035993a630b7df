-- How many doses of each vaccine are on hand, and how many were used in seven days?
--
-- One row per vaccine. On hand is each site's latest count by data_time; one below
-- nothing is a fault of that site's books (negative_stock), and not summed.
-- Parameters: data_time timestamptz, district_id text (null: all in scope)
with

stock as (
    select
        vaccine_stock.site_id,
        vaccine_stock.vaccine,
        vaccine_stock.stock_date,
        vaccine_stock.used_count,
        vaccine_stock.on_hand_count,
        (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date as data_date,
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
        vaccine_stock.stock_date
        <= (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date
        and (
            %(district_id)s::text is null
            or communes.district_id = %(district_id)s
        )
)

select
    stock.vaccine,
    (
        sum(stock.on_hand_count) filter (
            where stock.recency = 1 and stock.on_hand_count >= 0
        )
    )::bigint
        as on_hand_count,
    (
        sum(stock.used_count) filter (
            where stock.stock_date > stock.data_date - 7
        )
    )::bigint
        as used_week_count,
    max(stock.stock_date) as stock_date
from stock
group by stock.vaccine
order by stock.vaccine
