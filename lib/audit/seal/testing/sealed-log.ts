/** Test only: a log on a real database, sealed by a key and a second store in memory, each step of which can be made to fail. */
import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import { systemClock } from "#lib/base/clock";
import type { Store } from "#lib/store/open";
import { SettledTrail } from "#lib/store/traces/settled";
import type { CheckpointFile } from "../checkpoint-file";
import type { Tree } from "../log-tree";
import { Sealer, type SealerParts } from "../sealer";
import type { AuditSigner } from "../signed";

/** When in a step it fails: before it is done, or after, so that it was done and is reported as failed. */
export type Fault = { readonly step: Step; readonly when: "before" | "after" };
export const STEPS = ["read mark", "stage", "sign", "swap", "write file", "store checkpoint"] as const;
export type Step = (typeof STEPS)[number];

export class MemoryMark {
  incarnation = 1;
  tree: Tree | null = null;
  /** Every tree that it was ever told. */
  readonly told: Tree[] = [];

  read() {
    return Promise.resolve({ incarnation: this.incarnation, tree: this.tree });
  }

  swap(incarnation: number, next: Tree): boolean {
    if (incarnation !== this.incarnation) return false;
    if (this.tree !== null && this.tree.size >= next.size) return this.tree.size === next.size && this.tree.root.equals(next.root);
    this.tree = next;
    this.told.push(next);
    return true;
  }
}

export function memoryKey(): AuditSigner & { readonly signed: Buffer[] } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    publicKeyEncoding: { format: "der", type: "spki" },
    privateKeyEncoding: { format: "pem", type: "pkcs8" },
  });
  const key = createPrivateKey(privateKey);
  const signed: Buffer[] = [];
  return {
    signed,
    auditPublicKey: async () => publicKey,
    signAudit: async (data) => {
      signed.push(Buffer.from(data));
      return sign("sha256", data, key);
    },
  };
}

export class MemoryFile implements CheckpointFile {
  readonly path = "memory";
  text: string | null = null;
  read() {
    return Promise.resolve(this.text === null ? null : Buffer.from(this.text));
  }
  async write(text: string) {
    this.text = text;
  }
}

type Parts = Pick<SealerParts, "store" | "hsm" | "mark"> & Partial<SealerParts>;

/** Lines that it writes are in `lines`. */
export function makeSealer(parts: Parts, lines: string[] = []): Sealer {
  const say = (_facts: unknown, line?: string) => void lines.push(line ?? "");
  const log = { error: say, warn: say, info: say } as never;
  return new Sealer({ file: null, clock: systemClock, log, ...parts });
}

/** The same parts, one step of which throws once. */
export function failing(parts: Parts, { step, when }: Fault): Parts {
  let isDue = true;
  let transactions = 0;
  const around = async <T>(name: Step, work: () => Promise<T>): Promise<T> => {
    const isHere = isDue && name === step;
    if (isHere) isDue = false;
    if (isHere && when === "before") throw new Error(`killed before: ${name}`);
    const result = await work();
    if (isHere) throw new Error(`killed after: ${name}`);
    return result;
  };
  const { store, hsm, mark } = parts;
  const file = parts.file ?? null;
  return {
    ...parts,
    store: {
      queueSql: (text, values) => store.queueSql(text, values),
      // The first of a turn stages, the second stores the checkpoint.
      transactSql: (work) => around(transactions++ === 0 ? "stage" : "store checkpoint", () => store.transactSql(work)),
    },
    hsm: { auditPublicKey: () => hsm.auditPublicKey(), signAudit: (data) => around("sign", () => hsm.signAudit(data)) },
    mark: {
      read: () => around("read mark", () => mark.read()),
      swap: (incarnation, next) => {
        const isHere = isDue && step === "swap";
        if (isHere) isDue = false;
        if (isHere && when === "before") throw new Error("killed before: swap");
        const isSwapped = mark.swap(incarnation, next);
        if (isHere) throw new Error("killed after: swap");
        return isSwapped;
      },
    },
    file: file && { path: file.path, read: () => file.read(), write: (text) => around("write file", () => file.write(text)) },
  };
}

/** Seals what there is now. */
export async function sealNow(sealer: Sealer, store: Pick<Store, "queueSql">): Promise<void> {
  const trail = new SettledTrail(async (text, values) => (await store.queueSql(text, [...values])).rows as never[]);
  await sealer.run(await trail.look(), new AbortController().signal);
}
