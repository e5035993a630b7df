"""Tables to papers: XLSX, DOCX, GeoJSON, GPX, and all of them in one ZIP. No data access.

Papers are in Vietnamese whatever the screen's language: they go to communes, guard posts and
signatories. So their wording stands here, as a form's does, and not in the catalogues; columns and
statuses are called as on the Vietnamese screen (see `vietnamese.say`). Every paper bears a `Stamp`.
"""
