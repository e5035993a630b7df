-- What did the counts at doors since %(since)s find: visitors, and who scanned?
--
-- One row per audit: how much of what happens at places of this kind a trace sees.
select
    scan_audits.audit_id,
    scan_audits.place_id,
    scan_audits.place_kind,
    scan_audits.commune_id,
    scan_audits.audited_at,
    scan_audits.visitor_count,
    scan_audits.scanned_count
from contract.scan_audits
where scan_audits.audited_at >= %(since)s
order by scan_audits.audit_id
