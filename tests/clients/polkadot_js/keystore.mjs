// Import a keystore of ours, sign and verify with it, and export it again under another password.
import { readFileSync } from "node:fs";
import { Keyring } from "@polkadot/keyring";
import { stringToU8a, u8aToHex, u8aWrapBytes } from "@polkadot/util";
import { cryptoWaitReady, signatureVerify } from "@polkadot/util-crypto";

const asked = JSON.parse(readFileSync(0, "utf8"));
await cryptoWaitReady();
const pair = new Keyring({ ss58Format: 42 }).addFromJson(asked.json);
pair.decodePkcs8(asked.password);
const message = stringToU8a(asked.message);
const password = "another one";
process.stdout.write(
  JSON.stringify({
    address: pair.address,
    verified: signatureVerify(message, asked.signature, pair.address).isValid,
    signature: u8aToHex(pair.sign(message)),
    wrapped: u8aToHex(pair.sign(u8aWrapBytes(message))),
    json: pair.toJson(password),
    password,
  }),
);
