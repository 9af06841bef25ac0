"""A call in plain words, for proposals and for whoever must agree to one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, TypeGuard

from tao_tui.amounts import Tao
from tao_tui.counted import counted
from tao_tui.reads.chain_text import as_int, chain_text
from tao_tui.text import Clean, clean

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import DecodedCall

_MONEY: Final = re.compile(r"burn$|lock_cost$|min_lock$|stake$|issuance$|recycled$|amount$|^value$|new_free$")
_BATCHES: Final = {
    "batch": "one after another, stopping at the first failure",
    "batch_all": "all or nothing",
    "force_batch": "each on its own",
}
_AS_ROOT: Final = {
    ("SubtensorModule", "sudo"),
    ("SubtensorModule", "sudo_unchecked_weight"),
    ("Sudo", "sudo"),
}
_MAX_DEPTH: Final = 6


def call_words(call: DecodedCall, limit: int = 600) -> Clean:
    """What `call` does in one clean sentence; calls within it are said in order."""
    return clean(_words(call, 0), limit)


def _words(call: DecodedCall, depth: int) -> str:
    if depth >= _MAX_DEPTH:
        return f"{call.pallet}.{call.function} …"
    arguments = call.arguments
    inner = arguments.get("call")
    if (call.pallet, call.function) in _AS_ROOT and _is_call(inner):
        return f"As root: {_words(inner, depth + 1)}"
    calls = arguments.get("calls")
    if call.pallet == "Utility" and call.function in _BATCHES and isinstance(calls, list | tuple):
        steps = "; ".join(f"{index}. {_words(each, depth + 1)}" for index, each in enumerate(calls, 1))
        return f"{counted(len(calls), 'call')}, {_BATCHES[call.function]}: {steps}"
    if call.pallet == "AdminUtils" and call.function.startswith("sudo_set_"):
        return _setting(call.function.removeprefix("sudo_set_"), arguments)
    return _special(call) or _of_a_subnet(call) or _plain(call, depth)


def _setting(name: str, arguments: Mapping[str, object]) -> str:
    words = name.replace("_", " ")
    where = f" of subnet {arguments['netuid']}" if "netuid" in arguments else ""
    values = [
        _value(name if key == "value" else key, value) for key, value in arguments.items() if key != "netuid"
    ]
    return f"Set {words}{where} to {', '.join(values)}" if values else f"Set {words}{where}"


def _special(call: DecodedCall) -> str:
    where, arguments = (call.pallet, call.function), call.arguments
    match where:
        case ("System", "remark" | "remark_with_event"):
            return f"Put on record: “{arguments.get('remark', '')}”"
        case ("System", "set_code" | "set_code_without_checks"):
            return "Replace the chain's runtime with another"
        case ("System", "authorize_upgrade" | "authorize_upgrade_without_checks"):
            return f"Allow the runtime with hash {arguments.get('code_hash')} to replace this one"
        case ("TriumvirateMembers" | "SenateMembers", "add_member"):
            return f"Add {arguments.get('who')} to {call.pallet.removesuffix('Members')}"
        case ("TriumvirateMembers" | "SenateMembers", "remove_member"):
            return f"Remove {arguments.get('who')} from {call.pallet.removesuffix('Members')}"
        case ("Balances", "force_set_balance"):
            amount = _value("new_free", arguments.get("new_free"))
            return f"Set the balance of {arguments.get('who')} to {amount}"
        case ("Balances", "transfer" | "transfer_keep_alive" | "transfer_allow_death"):
            return f"Send {_value('value', arguments.get('value'))} to {arguments.get('dest')}"
        case ("Balances", "transfer_all"):
            return f"Send everything to {arguments.get('dest')}"
        case ("Balances", "force_transfer"):
            amount = _value("value", arguments.get("value"))
            return f"Move {amount} from {arguments.get('source')} to {arguments.get('dest')}"
    return ""


def _of_a_subnet(call: DecodedCall) -> str:
    arguments = call.arguments
    netuid = arguments.get("netuid")
    match (call.pallet, call.function):
        case ("SubtensorModule", "set_tempo" | "set_activity_cutoff_factor"):
            return _setting(call.function.removeprefix("set_"), arguments)
        case ("SubtensorModule", "update_symbol"):
            return f"Give subnet {netuid} the symbol {chain_text(arguments.get('symbol'), 16)}"
        case ("AdminUtils", "sudo_trim_to_max_allowed_uids"):
            return f"Trim subnet {netuid} to {counted(as_int(arguments.get('max_n')), 'neuron')}"
        case ("SubtensorModule", "start_call"):
            return f"Start subnet {netuid}"
        case ("SubtensorModule", "dissolve_network" | "root_dissolve_network"):
            return f"Dissolve subnet {netuid}"
    return ""


def _plain(call: DecodedCall, depth: int) -> str:
    shown = ", ".join(
        f"{name} {_words(value, depth + 1) if _is_call(value) else _value(name, value)}"
        for name, value in call.arguments.items()
    )
    return f"{call.pallet}.{call.function}" + (f" ({shown})" if shown else "")


def _value(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and _MONEY.search(name):
        return str(Tao(value))
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key} {_value(str(key), item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(name, item) for item in value) + "]"
    return "none" if value is None else str(value)


def _is_call(value: object) -> TypeGuard[DecodedCall]:
    return all(hasattr(value, part) for part in ("pallet", "function", "arguments"))
