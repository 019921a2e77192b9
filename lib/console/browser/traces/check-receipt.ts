/**
 * The receipt of a trace, verified in the page: nothing that the service says of it is believed. Invariant: `isVerified` only where the signed
 * log has exactly the row that is shown.
 */
import { isSignedBy, type PageCheckpoint, readCheckpoint } from "#lib/audit/verify/browser-checkpoint";
import { type WalkedProof, walkInclusion } from "#lib/audit/verify/browser-proof";
import { toHex } from "#lib/domain/hex";
import { toUtf8 } from "#lib/domain/text";
import type { ReplyOf } from "#lib/wire/catalog";
import { fromBase64 } from "../files/bytes";
import type { ShownTrace } from "./live-tail";

export type Receipt = ReplyOf<"showReceipt">;
export type AuditKey = Pick<ReplyOf<"showAuditKey">, "spki">;

export type CheckedReceipt = {
  readonly isVerified: boolean;
  /** Leaf index. */
  readonly index: number;
  /** Whether the trace was shown without an index, or with this one. */
  readonly isPlaceShown: boolean;
  /** Whether the row is the one that is shown, and else which members differ: none, where it is only written otherwise. */
  readonly row: { readonly isShown: boolean; readonly differing: readonly string[] };
  /** null where it cannot be read. */
  readonly checkpoint: PageCheckpoint | null;
  /** null where there is no such path to the checkpoint's root. */
  readonly walked: WalkedProof | null;
  readonly isSigned: boolean;
  /** Of the audit key, as computed here: eight digits of hex. */
  readonly keyId: string;
};

export async function checkReceipt(shown: ShownTrace, receipt: Receipt, { spki }: AuditKey): Promise<CheckedReceipt> {
  const key = fromBase64(spki);
  const checkpoint = readCheckpoint(receipt.checkpoint);
  const row = compareRow(shown, receipt.leaf);
  const walked = checkpoint && (await walk(receipt, checkpoint));
  const isSigned = checkpoint !== null && (await isSignedBy(checkpoint, key));
  const isPlaceShown = shown.leaf_index === null || shown.leaf_index === receipt.leaf_index;
  return {
    isVerified: row.isShown && isPlaceShown && isSigned && walked?.isProven === true,
    index: receipt.leaf_index,
    isPlaceShown,
    row,
    checkpoint,
    walked,
    isSigned,
    keyId: toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", key))).slice(0, 8),
  };
}

async function walk({ leaf, leaf_index, proof }: Receipt, { size, root }: PageCheckpoint): Promise<WalkedProof | null> {
  try {
    return await walkInclusion(toUtf8(leaf), leaf_index, size, proof.map(fromBase64), root);
  } catch {
    // No such leaf, another number of hashes, or what is no base64.
    return null;
  }
}

/** @param leaf the canonical row (RFC 8785), which has one member more than is shown: what a change has made of books */
function compareRow({ leaf_index: _index, ...shown }: ShownTrace, leaf: string): CheckedReceipt["row"] {
  const sealed = readObject(leaf);
  if (canonical({ ...shown, state: sealed.state }) === leaf) return { isShown: true, differing: [] };
  const both = new Set([...Object.keys(shown), ...Object.keys(sealed).filter((name) => name !== "state")]);
  const differing = [...both].filter((name) => canonical((shown as Members)[name]) !== canonical(sealed[name]));
  return { isShown: false, differing: differing.sort() };
}

type Members = Readonly<Record<string, unknown>>;

function readObject(text: string): Members {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : {};
  } catch {
    return {};
  }
}

/** RFC 8785 of what JSON can hold; "" of what is not there. Numbers and strings are written as ECMAScript does (§3.2.2). */
function canonical(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  // By UTF-16 code units (§3.2.3), which is how texts are compared here.
  members.sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(",")}}`;
}
