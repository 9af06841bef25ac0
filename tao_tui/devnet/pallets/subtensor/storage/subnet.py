"""Storage of a subnet as a market: its pool, its emission, its schedule and who owns it."""

from __future__ import annotations

from tao_tui.devnet.frame.storage import Blake2_128Concat, Identity, StorageMap, StorageValue, Twox64Concat
from tao_tui.devnet.pallets.subtensor.storage.chain import NOBODY
from tao_tui.devnet.pallets.subtensor.types import RecycleOrBurn, SubnetIdentityV3
from tao_tui.devnet.scale.hints import I96F32, U96F32, AccountId, Bytes, NetUid, Vec, i64, u8, u16, u64, u128

ROOT_SYMBOL = "\u03a4".encode()
"""Capital tau, the symbol of root and of what has none of its own."""


class SubnetStorage:
    """One entry per netuid."""

    NetworksAdded = StorageMap[NetUid, bool](Identity, default=False)
    NetworkRegisteredAt = StorageMap[NetUid, u64](Identity, default=0)
    SubnetMechanism = StorageMap[NetUid, u16](Identity, default=0)
    MaxMechanismCount = StorageValue[u8](2)
    MechanismCountCurrent = StorageMap[NetUid, u8](Twox64Concat, default=1)
    MechanismEmissionSplit = StorageMap[NetUid, Vec[u16]](Twox64Concat)
    SubnetOwner = StorageMap[NetUid, AccountId](Identity, default=NOBODY)
    SubnetOwnerHotkey = StorageMap[NetUid, AccountId](Identity, default=NOBODY)
    SubnetLocked = StorageMap[NetUid, u64](Identity, default=0)
    SubnetIdentitiesV3 = StorageMap[NetUid, SubnetIdentityV3](Blake2_128Concat)
    TokenSymbol = StorageMap[NetUid, Bytes](Identity, default="\U0001d70f".encode())
    FirstEmissionBlockNumber = StorageMap[NetUid, u64](Identity)
    SubtokenEnabled = StorageMap[NetUid, bool](Identity, default=False)
    TransferToggle = StorageMap[NetUid, bool](Identity, default=True)
    SubnetEmissionEnabled = StorageMap[NetUid, bool](Identity, default=True)
    OwnerCutEnabled = StorageMap[NetUid, bool](Identity, default=True)
    RecycleOrBurn = StorageMap[NetUid, RecycleOrBurn](Identity, default=RecycleOrBurn.Burn)

    SubnetTAO = StorageMap[NetUid, u64](Identity, default=0)
    SubnetAlphaIn = StorageMap[NetUid, u64](Identity, default=0)
    SubnetAlphaOut = StorageMap[NetUid, u64](Identity, default=0)
    SubnetVolume = StorageMap[NetUid, u128](Identity, default=0)
    SubnetTaoFlow = StorageMap[NetUid, i64](Identity, default=0)
    SubnetProtocolAlpha = StorageMap[NetUid, u64](Identity, default=0)
    SubnetMovingPrice = StorageMap[NetUid, I96F32](Identity, default=0)
    EMAPriceHalvingBlocks = StorageMap[NetUid, u64](Identity, default=201_600)
    SubnetTaoInEmission = StorageMap[NetUid, u64](Identity, default=0)
    SubnetAlphaInEmission = StorageMap[NetUid, u64](Identity, default=0)
    SubnetAlphaOutEmission = StorageMap[NetUid, u64](Identity, default=0)
    SubnetExcessTao = StorageMap[NetUid, u64](Identity, default=0)
    RootProp = StorageMap[NetUid, U96F32](Identity, default=0)
    MinerBurned = StorageMap[NetUid, U96F32](Identity, default=0)

    PendingServerEmission = StorageMap[NetUid, u64](Identity, default=0)
    PendingValidatorEmission = StorageMap[NetUid, u64](Identity, default=0)
    PendingRootAlphaDivs = StorageMap[NetUid, u64](Identity, default=0)
    PendingOwnerCut = StorageMap[NetUid, u64](Identity, default=0)

    Tempo = StorageMap[NetUid, u16](Identity, default=360)
    LastEpochBlock = StorageMap[NetUid, u64](Identity, default=0)
    PendingEpochAt = StorageMap[NetUid, u64](Identity, default=0)
    SubnetEpochIndex = StorageMap[NetUid, u64](Identity, default=0)
    BlocksSinceLastStep = StorageMap[NetUid, u64](Identity, default=0)
    LastMechansimStepBlock = StorageMap[NetUid, u64](Identity, default=0)
