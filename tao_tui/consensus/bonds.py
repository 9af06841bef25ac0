"""Bonds: how validators' early agreement accrues, and the dividends it earns (Yuma 2 and Yuma 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tao_tui.consensus.edition import Edition
from tao_tui.consensus.exponential import clamped_exp, exp, sigmoid_of
from tao_tui.consensus.fixed import (
    ONE,
    U16_MAX,
    Column,
    divide,
    multiply,
    normalise,
    normalise_columns,
    ratio,
    to_u16,
)
from tao_tui.consensus.inputs import EpochInputs, Rules
from tao_tui.consensus.sparse import SparseRows


@dataclass(frozen=True, slots=True, eq=False)
class Bonding:
    """What the bond step yields."""

    dividends: Column
    """Share of validator rewards by row of the bond matrix, summing to one."""
    bonds: SparseRows
    """Bonds to store, u16."""


def live_bonds(inputs: EpochInputs, rows: SparseRows) -> SparseRows:
    """Return stored bonds without those to neurons that registered since the last epoch."""
    return rows.masked(inputs.block_at_registration < inputs.bonds_since)


def yuma2(
    rules: Rules,
    old: SparseRows,
    weights: SparseRows,
    *,
    stake: Column,
    incentive: Column,
    edition: Edition,
) -> Bonding:
    """Bond to stake-weighted clipped weights, averaged over time; bonds are stored upscaled by column."""
    held = _normalise_raw_columns(old.values)
    gained = normalise_columns(multiply(weights.values, stake[:, None]))
    averaged = _average(gained, held, bond_rate(rules))
    shares = normalise_columns(averaged)
    dividends = normalise(multiply(shares, incentive).sum(axis=1))
    stored = to_u16(_upscale_columns(shares) if edition.upscales_scores else shares).astype(np.int64)
    return Bonding(dividends, SparseRows(old.uids, stored, averaged > 0))


def yuma3(
    rules: Rules,
    old: SparseRows,
    weights: SparseRows,
    *,
    stake: Column,
    incentive: Column,
    consensus: Column,
    edition: Edition,
) -> Bonding:
    """Bond to the weights themselves, with liquid alpha at a rate per pair; stake counts at payment."""
    held = _proportions(old.values)
    orders: Mapping[int, NDArray[np.int64]] = {}
    if rules.liquid_alpha and consensus.any():
        averaged = _liquid_average(rules, old, weights, consensus, edition=edition)
        orders = weights.orders
    else:
        averaged = _average(weights.values, held, bond_rate(rules))
    earned = multiply(normalise_columns(averaged), incentive).sum(axis=1)
    dividends = normalise(multiply(earned, stake))
    stored = to_u16(averaged).astype(np.int64)
    return Bonding(dividends, SparseRows(old.uids, stored, averaged > 0, orders))


def bond_rate(rules: Rules) -> int:
    """Return alpha = 1 − BondsMovingAverage/1e6, the share of new in the average."""
    return ONE - ratio(rules.bonds_moving_average, 1_000_000)


def liquid_rates(rules: Rules, weights: Column, bonds: Column, consensus: Column, edition: Edition) -> Column:
    """Return the rate of every validator-neuron pair: a sigmoid of how far it leads or lags consensus."""
    low, high = ratio(rules.alpha_low, U16_MAX), ratio(rules.alpha_high, U16_MAX)
    buying = np.clip(weights - consensus, 0, ONE)
    selling = np.clip(bonds - weights, 0, ONE)
    distance = np.where(weights >= bonds, buying, selling)
    magnitude = (abs(rules.alpha_sigmoid_steepness) << 32) // 100
    slope = -magnitude if rules.alpha_sigmoid_steepness >= 0 else magnitude
    power = clamped_exp if edition.clamps_exponent else exp
    sigmoid = sigmoid_of(power(multiply(distance - (ONE >> 1), slope)))
    return np.maximum(np.minimum(low + multiply(sigmoid, high - low), high), low)


def _average(new: Column, old: Column, rate: int) -> Column:
    """Average old and new; nothing below zero is kept (a rate outside 0..1 makes such values)."""
    return np.asarray(np.maximum(multiply(new, rate) + multiply(old, ONE - rate), 0))


def _liquid_average(
    rules: Rules, old: SparseRows, weights: SparseRows, consensus: Column, *, edition: Edition
) -> Column:
    """Average pair by pair; a bond whose weight entry is missing from the new row disappears.

    The runtime looks up the pairs of a rate by reading rows in turn, which misses entries out of order.
    """
    held = _proportions(old.values)
    averaged = np.zeros_like(held)
    rows, columns = np.nonzero(weights.present)
    given, kept = weights.values[rows, columns], held[rows, columns]
    weight_seen = weights.read_ascending()[rows, columns]
    bond_seen = _proportions(old.read_ascending()[rows, columns])
    rates = liquid_rates(rules, weight_seen, bond_seen, consensus[columns], edition)
    averaged[rows, columns] = np.minimum(multiply(ONE - rates, kept) + multiply(rates, given), ONE)
    return averaged


def _proportions(stored: Column) -> Column:
    """Return stored u16 bonds as fractions of one."""
    return np.asarray((stored << 32) // U16_MAX)


def _upscale_columns(shares: Column) -> Column:
    """Divide every column by its largest value."""
    return divide(shares, np.broadcast_to(shares.max(axis=0, initial=0), shares.shape))


def _normalise_raw_columns(values: Column) -> Column:
    """Divide stored u16 bonds by their column sums, as fractions."""
    totals = values.sum(axis=0)
    return np.asarray((values << 32) // np.where(totals == 0, 1, totals))
