"""(being built)"""

from dashboard import access

viewer = access.require(access.Right.SEE_AGGREGATES)
