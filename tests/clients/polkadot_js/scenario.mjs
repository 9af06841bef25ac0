// What a program on @polkadot/api does, run where that client is installed; prints JSON.
import { ApiPromise, Keyring, WsProvider } from "@polkadot/api";

const TAO = 1_000_000_000n;

const api = await ApiPromise.create({ provider: new WsProvider(process.argv[2]), noInitWarn: true });
const keyring = new Keyring({ type: "sr25519", ss58Format: api.registry.chainSS58 });
const alice = keyring.addFromUri("//Alice");
const bob = keyring.addFromUri("//Bob");
const free = async (who) => (await api.query.system.account(who.address)).data.free.toBigInt();

const before = await free(bob);
const heads = await new Promise((resolve, reject) => {
    const seen = [];
    api.rpc.chain
        .subscribeNewHeads((header) => {
            seen.push(header.number.toNumber());
            if (seen.length === 3) resolve(seen);
        })
        .catch(reject);
});

const heard = [];
await api.query.system.events((records) => {
    for (const { event } of records) heard.push(`${event.section}.${event.method}`);
});
const balances = [];
await api.query.system.account(bob.address, (account) => balances.push(account.data.free.toString()));

const transfer = api.tx.balances.transferKeepAlive(bob.address, TAO);
const quoted = await transfer.paymentInfo(alice);
const sent = await new Promise((resolve, reject) => {
    transfer
        .signAndSend(alice, ({ status, events, dispatchError, txIndex }) => {
            if (dispatchError) reject(new Error(dispatchError.toString()));
            if (status.isFinalized) {
                const own = events.map(({ event }) => `${event.section}.${event.method}`);
                resolve({ index: txIndex, events: own });
            }
        })
        .catch(reject);
});
const keys = await api.query.subtensorModule.networksAdded.keys();
const info = await api.call.subnetInfoRuntimeApi.getDynamicInfo(1);
const refused = await api.tx.balances
    .transferKeepAlive(bob.address, TAO)
    .signAndSend(alice, { nonce: 0 })
    .catch((error) => error.message);

console.log(
    JSON.stringify({
        chain: (await api.rpc.system.chain()).toString(),
        metadata: api.runtimeMetadata.version,
        decimals: api.registry.chainDecimals,
        genesis: api.genesisHash.toHex(),
        heads,
        heard,
        balances,
        quoted: quoted.partialFee.toString(),
        sent,
        gained: ((await free(bob)) - before).toString(),
        netuids: keys.map(({ args: [netuid] }) => netuid.toNumber()).sort(),
        tempo: info.unwrap().tempo.toNumber(),
        refused,
    }),
);
await api.disconnect();
