-- Which of "four on the spot" is each commune ready in?
--
-- One row per commune of the viewer's scope and item that was ever assessed, by its
-- latest assessment up to the day of data_time.
-- Parameters: data_time timestamptz
select distinct on (commune_readiness.commune_id, commune_readiness.item)
    commune_readiness.commune_id,
    commune_readiness.item,
    commune_readiness.is_ready,
    commune_readiness.assessed_date
from contract.commune_readiness
where
    commune_readiness.assessed_date
    <= (%(data_time)s at time zone 'Asia/Ho_Chi_Minh')::date
order by
    commune_readiness.commune_id asc,
    commune_readiness.item asc,
    commune_readiness.assessed_date desc
