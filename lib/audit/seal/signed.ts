/** Checkpoints of this installation's log: signed by the token, and read back as what the token has signed. */
import type { Hsm } from "#lib/hsm/port";
import { auditKeyOf, formatCheckpointBody, originOf, parseCheckpoint, signatureLine, verifyCheckpoint } from "../verify/checkpoint";
import type { Tree } from "./log-tree";

export type AuditSigner = Pick<Hsm, "auditPublicKey" | "signAudit">;

export type Signed = Tree & { readonly incarnation: number };

/** @returns the text @throws KmsError `unavailable` */
export async function signCheckpoint(hsm: AuditSigner, spki: Buffer, { incarnation, size, root }: Signed): Promise<string> {
  const origin = originOf(spki, incarnation);
  const body = formatCheckpointBody(origin, size, root);
  return `${body}\n${signatureLine(origin, spki, await hsm.signAudit(Buffer.from(body)))}`;
}

/** @returns null for what this key has not signed */
export function readSigned(text: Uint8Array, spki: Buffer): Signed | null {
  try {
    const checkpoint = parseCheckpoint(text);
    verifyCheckpoint(checkpoint, auditKeyOf(spki));
    const { origin, size, root } = checkpoint;
    return { incarnation: Number(origin.slice(origin.lastIndexOf("/") + 1)), size, root };
  } catch {
    return null;
  }
}
