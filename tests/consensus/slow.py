"""The epoch once more, neuron by neuron with Python integers: slow, plain, sharing nothing but the inputs."""

from __future__ import annotations

from collections.abc import Mapping

from tao_tui.consensus.inputs import EpochInputs

ONE = 1 << 32
Row = dict[int, int]
Rows = dict[int, Row]


def mul(a: int, b: int) -> int:
    return (a * b) >> 32


def div(a: int, b: int) -> int:
    return (a << 32) // b if b else 0


def u16(value: int) -> int:
    return max(0, min(65535, (value * 65535) >> 32))


def normal(values: list[int]) -> list[int]:
    total = sum(values)
    return [div(value, total) for value in values] if total else values


def columns_normal(rows: Rows) -> Rows:
    totals: Row = {}
    for row in rows.values():
        for j, value in row.items():
            totals[j] = totals.get(j, 0) + value
    return {i: {j: div(v, totals[j]) if totals[j] else v for j, v in row.items()} for i, row in rows.items()}


def e_to(exponent: int) -> int:
    if exponent == ONE:
        return 22802600 << 9
    x = abs(exponent)
    total, term = ONE + x, x
    for index in range(2, 32):
        product = (term * x) >> 32
        term = product // index
        total += term
        if product >> 63 or total >> 63:
            return 0
    return total if exponent >= 0 else (ONE << 32) // total


def seen(row: Row) -> Row:
    """What a walk over ascending columns finds in a row, never stepping back."""
    found, furthest = {}, -1
    for j, value in row.items():
        if j > furthest:
            found[j], furthest = value, j
    return found


class SlowEpoch:
    """Runs at construction; the attributes are what an epoch yields."""

    def __init__(self, inputs: EpochInputs) -> None:
        self.inputs, self.rules, self.n = inputs, inputs.rules, inputs.n
        self.seated = inputs.owner_uid if inputs.edition.owner_keeps_seat else None
        self.stake = self._stake()
        self.permits = [bool(p) or i == self.seated for i, p in enumerate(inputs.validator_permit)]
        active = [int(u) + self.rules.activity_cutoff >= inputs.block for u in inputs.last_update]
        held = zip(self.stake, active, self.permits, strict=True)
        self.active_stake = normal([s if a and p else 0 for s, a, p in held])
        weights = self._weights()
        self.consensus = [self._median(weights, j) for j in range(self.n)]
        cut = self._clip(weights)
        self.trust = [sum(cut.get(i, {}).values()) for i in range(self.n)]
        self.incentive = normal(
            [
                sum(mul(self.active_stake[i], row[j]) for i, row in cut.items() if j in row)
                for j in range(self.n)
            ]
        )
        basis = self._penalised(weights, cut)
        self.bonds, self.dividends = self._yuma3(basis) if self.rules.yuma3 else self._yuma2(basis)
        self.emission = self._emission()

    def _stake(self) -> list[int]:
        inputs = self.inputs
        weight = ((inputs.tao_weight << 32) // (2**64 - 1)) << 32
        bits = [(a << 64) + r * weight for a, r in zip(inputs.alpha_stake, inputs.root_stake, strict=True)]
        kept = [
            b if b >> 64 >= self.rules.stake_threshold or i == self.seated else 0 for i, b in enumerate(bits)
        ]
        total = sum(kept)
        return [(((b << 64) // total) if total else b) >> 32 for b in kept]

    def _weights(self) -> Rows:
        inputs, rows = self.inputs, {}
        for i in range(self.n):
            row: Row = {}
            for j, value in inputs.weights.row(i) if self.permits[i] else ():
                excused = inputs.edition.counts_owners_own_weight and i == inputs.owner_uid
                itself = i == j and not excused
                stale = inputs.last_update[i] <= inputs.block_at_registration[j]
                if inputs.commit_blocks is not None:
                    stale = stale or inputs.commit_blocks[i] < inputs.block_at_registration[j]
                if not itself and not stale:
                    row[j] = value << 32
            total = sum(row.values())
            rows[i] = {j: div(value, total) for j, value in row.items()} if total else row
        return rows

    def _median(self, weights: Rows, j: int) -> int:
        voters = [i for i in range(self.n) if self.active_stake[i] > 0]
        votes = normal([self.active_stake[i] for i in voters])
        scores = [weights[i].get(j, 0) for i in voters]
        minority = sum(votes) - div(self.rules.kappa, 65535)
        part, low, high = list(range(len(voters))), 0, sum(votes)
        while len(part) > 1:
            pivot = scores[part[len(part) // 2]]
            below = [i for i in part if scores[i] < pivot]
            above = [i for i in part if scores[i] > pivot]
            if below and minority < low + sum(votes[i] for i in below):
                part, high = below, low + sum(votes[i] for i in below)
            elif above and high - sum(votes[i] for i in above) <= minority:
                part, low = above, high - sum(votes[i] for i in above)
            else:
                return pivot
        return scores[part[0]] if part else 0

    def _clip(self, weights: Rows) -> Rows:
        limit = self.consensus
        return {
            i: {j: min(w, limit[j]) for j, w in row.items() if w <= limit[j] or limit[j] > 0}
            for i, row in weights.items()
        }

    def _penalised(self, weights: Rows, cut: Rows) -> Rows:
        penalty = div(self.rules.bonds_penalty, 65535)
        if penalty in (0, ONE):
            return cut if penalty else weights
        mixed = {
            i: {j: w + mul(cut[i].get(j, 0) - w, penalty) for j, w in sorted(row.items())}
            for i, row in weights.items()
        }
        return {i: {j: w for j, w in row.items() if w > 0} for i, row in mixed.items()}

    def _old_bonds(self) -> Rows:
        inputs = self.inputs
        since = max(0, inputs.block - inputs.tempo)
        if inputs.last_step_block and inputs.edition.dates_bonds_by_step:
            since = inputs.last_step_block + 1
        return {
            i: {j: b for j, b in inputs.bonds.row(i) if inputs.block_at_registration[j] < since}
            for i in range(self.n)
        }

    def _averaged(self, new: Rows, old: Rows) -> Rows:
        rate = ONE - (self.rules.bonds_moving_average << 32) // 1_000_000
        return {
            i: {
                j: value
                for j in sorted(new[i].keys() | old[i].keys())
                if (value := mul(rate, new[i].get(j, 0)) + mul(ONE - rate, old[i].get(j, 0))) > 0
            }
            for i in range(self.n)
        }

    def _yuma2(self, basis: Rows) -> tuple[Rows, list[int]]:
        old = columns_normal(
            {i: {j: b << 32 for j, b in row.items()} for i, row in self._old_bonds().items()}
        )
        stake = self.active_stake
        new = columns_normal({i: {j: mul(w, stake[i]) for j, w in row.items()} for i, row in basis.items()})
        bonds = columns_normal(self._averaged(new, old))
        dividends = normal(
            [sum(mul(b, self.incentive[j]) for j, b in bonds[i].items()) for i in range(self.n)]
        )
        most: Row = {}
        for row in bonds.values():
            for j, value in row.items():
                most[j] = max(most.get(j, 0), value)
        if not self.inputs.edition.upscales_scores:
            most = dict.fromkeys(most, ONE)
        return {i: {j: u16(div(b, most[j])) for j, b in row.items()} for i, row in bonds.items()}, dividends

    def _yuma3(self, basis: Rows) -> tuple[Rows, list[int]]:
        old = {i: {j: div(b, 65535) for j, b in row.items()} for i, row in self._old_bonds().items()}
        liquid = self.rules.liquid_alpha and any(self.consensus)
        bonds = self._liquid(basis, old) if liquid else self._averaged(basis, old)
        shares = columns_normal(bonds)
        earned = [sum(mul(b, self.incentive[j]) for j, b in shares[i].items()) for i in range(self.n)]
        dividends = normal([mul(e, a) for e, a in zip(earned, self.active_stake, strict=True)])
        return {i: {j: u16(b) for j, b in row.items()} for i, row in bonds.items()}, dividends

    def _liquid(self, basis: Rows, old: Rows) -> Rows:
        return {i: self._liquid_row(row, old[i]) for i, row in basis.items()}

    def _liquid_row(self, row: Row, old: Mapping[int, int]) -> Row:
        low, high = div(self.rules.alpha_low, 65535), div(self.rules.alpha_high, 65535)
        steep = self.rules.alpha_sigmoid_steepness << 32
        slope = -(steep // 100) if steep >= 0 else -steep // 100
        found: Row = {}
        weights, bonds = seen(row), seen(dict(old))
        for j, given in row.items():
            weight, bond = weights.get(j, 0), bonds.get(j, 0)
            gap = weight - self.consensus[j] if weight >= bond else bond - weight
            distance = max(0, min(ONE, gap))
            exponent = mul(slope, distance - (ONE >> 1))
            if self.inputs.edition.clamps_exponent:
                exponent = max(-20 * ONE, min(20 * ONE, exponent))
            sigmoid = (ONE << 32) // (ONE + e_to(exponent))
            rate = max(low, min(high, low + mul(sigmoid, high - low)))
            value = min(ONE, mul(ONE - rate, old.get(j, 0)) + mul(rate, given))
            if value > 0:
                found[j] = value
        return found

    def _emission(self) -> list[int]:
        combined = [i + d for i, d in zip(self.incentive, self.dividends, strict=True)]
        if not sum(combined):
            combined = self.active_stake if any(self.active_stake) else self.stake
        else:
            combined = normal(combined)
        return [(share * self.inputs.emission) >> 32 for share in combined]

    def next_permits(self) -> list[bool]:
        """The largest stakes; among equals the lowest uids lose first."""
        ranked = sorted(range(self.n), key=lambda uid: (self.stake[uid], uid))
        losers = set(ranked[: max(0, self.n - self.rules.max_allowed_validators)])
        needs_stake = self.inputs.edition.permits_need_stake
        return [
            i == self.seated or (i not in losers and (self.stake[i] != 0 or not needs_stake))
            for i in range(self.n)
        ]
