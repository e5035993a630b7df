-- Which imported roads pass near here?
--
-- One row per road whose box touches the given one; the shape is a GeoJSON geometry.
-- Parameters: west, south, east, north (degrees, WGS84)
select
    roads.road_id,
    roads.road_name,
    roads.shape
from ledger.roads
where
    roads.west <= %(east)s
    and roads.east >= %(west)s
    and roads.south <= %(north)s
    and roads.north >= %(south)s
order by roads.road_id
