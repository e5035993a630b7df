-- Which sites' latest count of doses on hand is below nothing?
--
-- One row per site and vaccine, by data_time: their books do not agree.
-- Parameters: data_time timestamptz, district_id text (null: all in scope)
with

latest as (
    select distinct on (vaccine_stock.site_id, vaccine_stock.vaccine)
        vaccination_sites.site_name,
        vaccine_stock.vaccine,
        vaccine_stock.stock_date,
        vaccine_stock.on_hand_count
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
    order by
        vaccine_stock.site_id asc,
        vaccine_stock.vaccine asc,
        vaccine_stock.stock_date desc
)

select
    latest.site_name,
    latest.vaccine,
    latest.stock_date,
    latest.on_hand_count
from latest
where latest.on_hand_count < 0
order by latest.on_hand_count, latest.site_name, latest.vaccine
