"""What stands between a network and the app: whom it answers, what may be said, what is fetched."""

from dashboard.doors import answers, files, messages
from dashboard.doors.settings import Settings

__all__ = ["Settings", "answers", "files", "messages"]
