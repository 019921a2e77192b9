import { expect, test } from "vitest";
import { type ChainEvent, EMPTY_CHAIN, type HeldParameters, type ImportChain, isUnsaved, reduceChain, type Source } from "./import-chain";
import {
  importRequest,
  isReimport,
  tokenFault,
  type WaitingKey,
  whyDownloadLocked,
  whyMaterialLocked,
  whyTokenLocked,
} from "./import-locks";

const NOW = Date.parse("2026-11-28T12:00:00Z");
const KEY: WaitingKey = { id: "0d0466b0-e727-4d9c-b35d-f84bb474a37f", alias: "hr/payroll", spec: "AES_256", usage: "ENCRYPT_DECRYPT" };
const PAIR: WaitingKey = { ...KEY, spec: "EC_P256", usage: "SIGN_VERIFY" };
const NEVER = { mode: "never", time: "" } as const;

const parameters = (token: string, more: Partial<HeldParameters> = {}): HeldParameters => ({
  key_id: KEY.id,
  import_token: token,
  public_key: "",
  expiration_time: NOW / 1000 + 3600,
  importsInToken: [],
  algorithm: "RSAES_OAEP_SHA_256",
  at: new Date(NOW),
  ...more,
});
const P1 = parameters("one");
const P2 = parameters("two");
const source = (kind: Source["kind"] = "generated"): Source => ({
  kind,
  name: "PlaintextKeyMaterial.bin",
  size: 32,
  digest: "5d81a04c",
  at: new Date(NOW),
  savedAt: null,
});
const wrapped = (under: HeldParameters, fill: number, hasPrivateKey = false) => ({
  under,
  material: new Uint8Array(256).fill(fill),
  privateKey: hasPrivateKey ? new Uint8Array(48).fill(fill) : null,
});
const file = (size: number, fill = 1) => ({ name: "a.bin", size, bytes: new Uint8Array(size).fill(fill) });
const token = (expiresAt: number, keyId = KEY.id) => {
  const bytes = Buffer.alloc(1600, 7);
  bytes.fill(0, 0, 4).write(keyId, 4);
  bytes.writeBigUInt64BE(BigInt(expiresAt), 41);
  return { name: "importToken", size: bytes.length, bytes: new Uint8Array(bytes) };
};

const after = (...events: ChainEvent[]): ImportChain => events.reduce(reduceChain, EMPTY_CHAIN);
const inBrowser: ChainEvent = { type: "way", way: "browser" };
const fetched = (held: HeldParameters): ChainEvent => ({ type: "fetched", parameters: held });
const downloaded = (held: HeldParameters): ChainEvent[] => [fetched(held), { type: "handedOut", parameters: held }];
const made = (work: number, kind: Source["kind"] = "generated"): ChainEvent[] => [
  { type: "begun", work },
  { type: "made", work, source: source(kind) },
];
const saved = (work: number): ChainEvent => ({ type: "saved", work, at: new Date(NOW) });
const wrap = (work: number, under: HeldParameters, fill = work): ChainEvent => ({ type: "wrapped", work, wrapped: wrapped(under, fill) });
const locked = (chain: ImportChain, key = KEY) => whyMaterialLocked(chain, key.spec, NOW);
const sent = (chain: ImportChain, key = KEY) => importRequest(chain, key, NEVER);
const bytesOf = (text: string | undefined) => Buffer.from(text ?? "", "base64");

test("material made here is locked until its own backup was downloaded, also after it was made anew", () => {
  const first = after(inBrowser, fetched(P1), ...made(1), wrap(1, P1));
  expect(locked(first)).toMatch(/Download the backup/);
  expect(isUnsaved(first)).toBe(true);
  const good = reduceChain(first, saved(1));
  expect(locked(good)).toBeNull();
  const again = [...made(2), wrap(2, P1)].reduce(reduceChain, good);
  expect(locked(again)).toMatch(/Download the backup/);
  // The click on the button of the first one's backup comes late.
  expect(locked(reduceChain(again, saved(1)))).toMatch(/Download the backup/);
  const both = reduceChain(again, saved(2));
  expect(locked(both)).toBeNull();
  expect(bytesOf(sent(both)?.encrypted_key_material)).toEqual(Buffer.alloc(256, 2));
});

test("what was made of an older source comes too late", () => {
  const newer = after(inBrowser, fetched(P1), ...made(1), ...made(2), wrap(1, P1));
  expect(newer.wrapped).toBeNull();
  expect(reduceChain(newer, { type: "made", work: 1, source: source("file") }).source?.kind).toBe("generated");
  expect(reduceChain(newer, { type: "refused", work: 1, fault: "no" }).sourceFault).toBeNull();
  expect(reduceChain(newer, { type: "begun", work: 1 })).toBe(newer);
});

test("a refused file takes the good one before it along", () => {
  const good = after(inBrowser, fetched(P1), ...made(1, "file"), wrap(1, P1));
  expect(locked(good)).toBeNull();
  const refused = [{ type: "begun", work: 2 } as const, { type: "refused", work: 2, fault: "no key" } as const].reduce(reduceChain, good);
  expect(locked(refused)).toBe("no key");
  expect([refused.source, refused.wrapped, sent(refused)]).toEqual([null, null, null]);

  for (const bad of [file(32), file(12), null]) {
    const chain = after({ type: "chosen", slot: "material", file: file(256) }, { type: "chosen", slot: "material", file: bad });
    expect(chain.files.material.file).toBe(bad);
    expect(locked(chain)).toMatch(/not sent|Nothing was sent|cannot be read/);
  }
});

test("a file that a person chose needs no backup", () => {
  const chain = after(inBrowser, fetched(P1), ...made(1, "file"), wrap(1, P1));
  expect([isUnsaved(chain), locked(chain)]).toEqual([false, null]);
});

test("a new wrapping key undoes what was encrypted under the one before, not the generated material and its backup", () => {
  const chain = after(inBrowser, fetched(P1), ...made(1), saved(1), wrap(1, P1), ...downloaded(P2));
  expect(chain.source?.savedAt).not.toBeNull();
  expect(locked(chain)).toMatch(/not encrypted/);
  // Encrypting under the older one comes late.
  expect(reduceChain(chain, wrap(1, P1)).wrapped).toBeNull();
  const anew = reduceChain(chain, wrap(1, P2, 9));
  expect(sent(anew)).toMatchObject({ import_token: "two" });
  expect(reduceChain(after(inBrowser, fetched(P1), ...made(1, "file"), wrap(1, P1)), fetched(P2)).source).toBeNull();
});

test("another algorithm undoes wrapping key, token, wrapped bytes and files, and parameters of the one before come too late", () => {
  const files: ChainEvent[] = [
    { type: "chosen", slot: "material", file: file(256) },
    { type: "chosen", slot: "token", file: token(NOW + 1000) },
  ];
  const chain = after(...downloaded(P1), ...files, ...made(1), saved(1), wrap(1, P1), { type: "algorithm", algorithm: "RSAES_OAEP_SHA_1" });
  expect([chain.parameters, chain.wrapped, chain.files.material.file, chain.files.token.file]).toEqual([null, null, null, null]);
  expect(chain.source?.savedAt).not.toBeNull();
  expect(reduceChain(chain, fetched(P2))).toBe(chain);
});

test("files encrypted under a downloaded wrapping key go with a new download, and stay beside one fetched for this browser", () => {
  const material: ChainEvent = { type: "chosen", slot: "material", file: file(256) };
  expect(after(material, fetched(P1)).files.material.file).not.toBeNull();
  expect(after(material, ...downloaded(P1)).files.material.file).toBeNull();
  expect(after(...downloaded(P1), material, fetched(P2)).files.material.file).toBeNull();
  // The token that was fetched for this browser does not open them.
  expect(whyTokenLocked(after(material, fetched(P1)), KEY, NEVER, NOW)).toMatch(/token first/);
  expect(sent(after(...downloaded(P1), material))).toMatchObject({ import_token: "one" });
  // What is handed out late is not what is held by then.
  expect(after(fetched(P2), { type: "handedOut", parameters: P1 }).areSaved).toBe(false);
});

test("what has expired locks every step until it is fetched anew", () => {
  const old = parameters("old", { expiration_time: NOW / 1000 });
  const chain = after(inBrowser, fetched(old), ...made(1), saved(1), wrap(1, old));
  const reasons = [whyDownloadLocked(chain, NOW), locked(chain), whyTokenLocked(chain, KEY, NEVER, NOW)];
  for (const reason of reasons) expect(reason).toMatch(/expired/);
  expect(locked([fetched(P2), wrap(1, P2)].reduce(reduceChain, chain))).toBeNull();
});

test("a token must be one, of this key, in time, and in this browser that of its wrapping key", () => {
  const chosen = (one: ReturnType<typeof token>, ...before: ChainEvent[]) => after(...before, { type: "chosen", slot: "token", file: one });
  expect(tokenFault(chosen(token(NOW + 1000)), KEY, NOW)).toBeNull();
  expect(tokenFault(chosen(token(NOW)), KEY, NOW)).toMatch(/expired/);
  expect(tokenFault(chosen(token(NOW + 1000, "b5e1a0c7-0000-4000-8000-000000000000")), KEY, NOW)).toMatch(/another key/);
  expect(tokenFault(chosen(file(400)), KEY, NOW)).toMatch(/not an import token/);
  expect(tokenFault(chosen(token(NOW + 1000), inBrowser, fetched(P1), ...made(1), wrap(1, P1)), KEY, NOW)).toMatch(/another wrapping key/);
});

test("a pair needs both files, and a private key in clear is refused", () => {
  const chain = after({ type: "chosen", slot: "material", file: file(256) });
  expect(locked(chain, PAIR)).toMatch(/Choose the file/);
  const clear = Uint8Array.of(0x30, 0x81, 0x87, 2, 1, 0, 0x30, 0x13);
  expect(locked(reduceChain(chain, { type: "chosen", slot: "privateKey", file: { name: "k", size: 8, bytes: clear } }), PAIR)).toMatch(
    /in clear/,
  );
  const whole = reduceChain(chain, { type: "chosen", slot: "privateKey", file: file(48) });
  expect(locked(whole, PAIR)).toBeNull();
  expect(sent([...downloaded(P1), ...made(1)].reduce(reduceChain, whole), PAIR)).toBeNull();
});

test("a key that had material before is known by its parameters alone", () => {
  expect(isReimport(EMPTY_CHAIN)).toBeNull();
  expect(isReimport(after(fetched(P1)))).toBe(false);
  expect(isReimport(after(fetched(parameters("again", { same_material_only: true }))))).toBe(true);
});
