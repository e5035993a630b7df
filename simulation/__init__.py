"""A province with known truth: fills the embedded database, feeds tests and benchmarks."""

from simulation.filling import fill

__all__ = ["fill"]
