"""Smooth random fields over the sphere.

A stationary Gaussian random field is approximated by a sum of cosine waves with
random directions and phases (the spectral method: Shinozuka 1971,
doi:10.1121/1.1912338; Mantoglou and Wilson 1982, doi:10.1029/WR018i005p01379).
The waves fill three-dimensional space, and the field is what they give on the
surface of the sphere: it has no seam at 180° and no pole.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

EARTH_RADIUS_KM = 6371.0088
"""Mean radius R1 of the Earth (Moritz 2000, doi:10.1007/s001900050278)."""

# Enough for a distribution that is near normal at any one place.
WAVES = 64


@dataclass(frozen=True)
class Field:
    """A random field of mean 0 and variance 1.

    Attributes
    ----------
    wave : ndarray of float64, shape (3, m)
        Wave vectors, radians per Earth radius.
    phase : ndarray of float64, shape (m,)
        Phases, radians.
    """

    wave: Floats
    phase: Floats

    def at(self, points: Floats) -> Floats:
        """Return the field at points.

        Parameters
        ----------
        points : ndarray of float64, shape (n, 3)
            Points of the unit sphere (`unit_vectors`).

        Returns
        -------
        ndarray of float64, shape (n,)
            The field, dimensionless.
        """
        waves = np.cos(points @ self.wave + self.phase).sum(axis=1)
        scaled: Floats = np.sqrt(2 / len(self.phase)) * waves
        return scaled


def field(rng: np.random.Generator, length_km: float, waves: int = WAVES) -> Field:
    """Make a random field.

    Its covariance at a distance *d* (along the chord) is ``exp(−d² / (2 l²))``: wave
    vectors are normal with standard deviation 1/*l*, the spectrum of that covariance.

    Parameters
    ----------
    rng : numpy.random.Generator
        Random numbers.
    length_km : float
        Correlation length *l*, km.
    waves : int
        Number of waves.

    Returns
    -------
    Field
        The field.
    """
    wave = rng.normal(0.0, EARTH_RADIUS_KM / length_km, (3, waves))
    return Field(wave, rng.uniform(0.0, 2 * np.pi, waves))


def unit_vectors(lon: ArrayLike, lat: ArrayLike) -> Floats:
    """Return points of the unit sphere.

    Parameters
    ----------
    lon, lat : array_like of float, shape (n,)
        Degrees.

    Returns
    -------
    ndarray of float64, shape (n, 3)
        x towards 0°, 0°; z towards the north pole.
    """
    east, north = np.radians(np.asarray(lon, float)), np.radians(np.asarray(lat, float))
    flat = np.cos(north)
    return np.column_stack([flat * np.cos(east), flat * np.sin(east), np.sin(north)])
