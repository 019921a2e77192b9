/**
 * What a verifier trusts (c2sp.org/tlog-policy): keys of logs, witnesses, and which of them must have cosigned
 * (c2sp.org/tlog-cosignature). One deviation: a public key may stand in several `log` lines with different names, since each incarnation
 * of an audit log has a name of its own and the same key.
 */
import { createPublicKey, hash, verify } from "node:crypto";
import { auditKeyOf, type Checkpoint, keyIdOf, logKey } from "./checkpoint";
import { fromBase64, Unverified } from "./encoding";
import { type NoteKey, signersOf } from "./note";

const MOST_POLICY_BYTES = 256 * 1024;
const ECDSA = 0x02;
const ED25519_COSIGNATURE = 0x04;
const TIME_BYTES = 8;
/** SubjectPublicKeyInfo of Ed25519 (RFC 8410) up to the 32 bytes of the key. */
const ED25519_SPKI = Buffer.from("302a300506032b6570032100", "hex");
const VERIFIER_KEY = /^([^\p{White_Space}+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/u;

/** Whether the witnesses that cosigned are enough. */
type Rule = (cosigners: ReadonlySet<string>) => boolean;

export type Policy = {
  /** None of them: the log's key is known otherwise. */
  readonly logs: readonly NoteKey[];
  readonly witnesses: readonly (NoteKey & { readonly label: string })[];
  readonly isEnough: Rule;
};

/** @throws Unverified with the number of the line that is wrong */
export function parsePolicy(bytes: Uint8Array): Policy {
  if (bytes.length > MOST_POLICY_BYTES) throw new Unverified(`a policy is at most ${MOST_POLICY_BYTES} bytes long`);
  const logs = new Map<string, NoteKey>();
  const witnesses = new Map<string, NoteKey & { readonly label: string }>();
  /** Rules by name; what is a member of a group has left, since it may be one once only. */
  const free = new Map<string, Rule>();
  const names = new Set(["none"]);
  let quorum: Rule | undefined;
  const define = (name: string, rule: Rule) => {
    if (name === "" || names.has(name)) throw new Unverified(`the name ${name} is taken`);
    names.add(name);
    free.set(name, rule);
  };
  const take = (name: string): Rule => {
    const rule = free.get(name);
    if (rule === undefined) throw new Unverified(`${name} is not defined above, or is a member already`);
    free.delete(name);
    return rule;
  };
  const readLine = ([keyword, ...words]: readonly string[]) => {
    if (keyword === "log" && (words.length === 1 || words.length === 2)) {
      const [text = ""] = words;
      if (logs.has(text)) throw new Unverified("the log stands there twice");
      logs.set(text, parseLogKey(text));
    } else if (keyword === "witness" && (words.length === 2 || words.length === 3)) {
      const [label = "", text = ""] = words;
      const { key, id } = parseWitnessKey(text);
      if (witnesses.has(id)) throw new Unverified("the witness's key stands there twice");
      define(label, (cosigners) => cosigners.has(label));
      witnesses.set(id, { ...key, label });
    } else if (keyword === "group" && words.length >= 3) {
      const [name = "", threshold = "", ...members] = words;
      const least =
        threshold === "all" ? members.length : threshold === "any" ? 1 : /^[1-9][0-9]{0,8}$/.test(threshold) ? Number(threshold) : 0;
      if (least < 1 || least > members.length) throw new Unverified(`a group of ${members.length} cannot ask for ${threshold}`);
      const rules = members.map(take);
      define(name, (cosigners) => rules.filter((rule) => rule(cosigners)).length >= least);
    } else if (keyword === "quorum" && words.length === 1 && quorum === undefined) {
      quorum = words[0] === "none" ? () => true : take(words[0] ?? "");
    } else throw new Unverified(`it is no log, witness or group, nor the one quorum: ${keyword}`);
  };
  const text = Buffer.from(bytes).toString("latin1");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a policy must not contain
  if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text)) throw new Unverified("a policy has no control characters but tab and newline");
  text.split("\n").forEach((line, index) => {
    const words = line.split(/[ \t]+/).filter((word) => word !== "");
    if (words.length === 0 || words[0]?.startsWith("#")) return;
    try {
      readLine(words.map((word) => Buffer.from(word, "latin1").toString()));
    } catch (error) {
      throw new Unverified(`line ${index + 1} of the policy: ${error instanceof Unverified ? error.message : "it cannot be read"}`);
    }
  });
  if (quorum === undefined) throw new Unverified("the policy has no quorum");
  return { logs: [...logs.values()], witnesses: [...witnesses.values()], isEnough: quorum };
}

/** Makes sure that the checkpoint is of a log of the policy, where it names any, and was seen by enough witnesses. @throws Unverified */
export function verifyByPolicy({ origin, note }: Checkpoint, { logs, witnesses, isEnough }: Policy): void {
  const own = logs.filter((log) => log.name === origin);
  if (logs.length > 0 && signersOf(note, own).length === 0) throw new Unverified("the checkpoint is not signed by a log of the policy");
  const cosigners = signersOf(note, witnesses).map(({ label }) => label);
  if (!isEnough(new Set(cosigners))) {
    throw new Unverified(`the policy asks for more witnesses than those that cosigned: ${cosigners.join(", ") || "none"}`);
  }
}

/** A witness's key: its cosignature is a time of 8 bytes and an Ed25519 signature over that time and the checkpoint's body. */
export function witnessKey(name: string, publicKey: Uint8Array): NoteKey {
  const key = createPublicKey({ key: Buffer.concat([ED25519_SPKI, publicKey]), format: "der", type: "spki" });
  const keyId = hash("sha256", Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(ED25519_COSIGNATURE), publicKey]), "hex").slice(0, 8);
  return {
    name,
    keyId,
    verify: (body, signature) => {
      if (signature.length !== TIME_BYTES + 64) return false;
      const time = signature.readBigUInt64BE();
      if (time >= 2n ** 63n) return false;
      return verify(null, cosignedMessage(time, body), key, signature.subarray(TIME_BYTES));
    },
  };
}

/** What an Ed25519 witness signs. @param time seconds since 1970 */
export function cosignedMessage(time: bigint, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`cosignature/v1\ntime ${time}\n`), body]);
}

/** A key as policies write it (c2sp.org/signed-note, verifier keys). @param material the public key as its type encodes it */
export function formatVerifierKey(name: string, keyId: string, type: number, material: Uint8Array): string {
  return `${name}+${keyId}+${Buffer.concat([Buffer.of(type), material]).toString("base64")}`;
}

/** The line of a policy for an audit log. @param spki its key, DER */
export function formatLogKey(origin: string, spki: Uint8Array): string {
  return formatVerifierKey(origin, keyIdOf(spki), ECDSA, spki);
}

function parseLogKey(text: string): NoteKey {
  const { name, keyId, type, material } = parseVerifierKey(text);
  if (type !== ECDSA) throw new Unverified("the key of a log is of type 0x02 here (ECDSA)");
  const key = logKey(name, auditKeyOf(material));
  if (key.keyId !== keyId || !key.spki.equals(material)) throw new Unverified(`the ID of the key of ${name} is another`);
  return key;
}

/** @param text a verifier key @returns `id` tells keys apart, whatever their names @throws Unverified */
export function parseWitnessKey(text: string): { readonly name: string; readonly key: NoteKey; readonly id: string } {
  const { name, keyId, type, material } = parseVerifierKey(text);
  if (type !== ED25519_COSIGNATURE || material.length !== 32) {
    throw new Unverified("the key of a witness is of type 0x04 here (Ed25519 cosignatures)");
  }
  const key = witnessKey(name, material);
  if (key.keyId !== keyId) throw new Unverified(`the ID of the key of ${name} is another`);
  return { name, key, id: material.toString("hex") };
}

function parseVerifierKey(text: string): { name: string; keyId: string; type: number; material: Buffer } {
  const [, name = "", keyId = "", encoded = ""] = VERIFIER_KEY.exec(text) ?? [];
  const bytes = fromBase64(encoded);
  if (bytes === null || bytes.length < 2) throw new Unverified("a key is NAME+ID+BASE64");
  return { name, keyId, type: bytes.readUInt8(), material: bytes.subarray(1) };
}
