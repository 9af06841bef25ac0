"""The fields of the JSON contract that several tests hold answers to, and accounts they speak of."""

from __future__ import annotations

BOB = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"
CHARLIE = "5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y"
SENATOR = "5GKYCQR1PfT5ZXA5sctdiRDz3t3LZEkGMf2kuFTxKbCWqcTP"
QUOTE = (
    "netuid side amount_in_rao amount_out_rao price_rao effective_price_rao slippage_ppm swap_fee_rao "
    "extrinsic_fee_rao"
)
NEURON = (
    "uid hotkey coldkey stake_rao consensus incentive dividends validator_trust emission_rao active "
    "validator_permit last_update"
)
OUTCOME = "action extrinsic_hash block_hash block_number finalized fee_rao events"
REVIEW = "action call call_hex fee_rao weight effects warnings"


def fields(names: str) -> set[str]:
    return set(names.split())
