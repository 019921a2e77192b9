/** What a backup says of itself, in its first entry. */
import { z } from "zod";
import { StartError } from "#lib/base/start-error";

const manifest = z.object({
  format: z.literal(1),
  product: z.literal("kms-console"),
  /** Of the product that made it. */
  version: z.string(),
  made_at: z.iso.datetime(),
  /** The product's own token is in the backup; of an operator's it holds what must be in that one's own backup. */
  token: z.object({
    kind: z.enum(["own", "operator"]),
    /** SPKI, Base64. */
    audit_key: z.string(),
    /** Generations that material is wrapped under. */
    domain_keys: z.array(z.number().int().positive()),
  }),
  /** Variables that the product was set up with, without those that hold a secret: for whoever sets up the next. */
  settings: z.record(z.string(), z.string()).default({}),
  migrations: z.array(z.string()).min(1),
  sequences: z.record(z.string(), z.string().regex(/^\d+$/)),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()).min(1) })).min(1),
});

export type Manifest = z.infer<typeof manifest>;

/** @throws StartError where it is of a later format */
export function parseManifest(body: Buffer): Manifest {
  const found: { product?: unknown; format?: unknown } = JSON.parse(body.toString());
  if (found.product === "kms-console" && typeof found.format === "number" && found.format > 1) {
    throw new StartError("The backup was made by a newer version of KMS Console: use that one.");
  }
  return manifest.parse(found);
}

const seal = z.object({ keys: z.number().int(), traces: z.number().int() });
export type Counts = z.infer<typeof seal>;

export function parseCounts(told: Record<string, unknown>): Counts {
  return seal.parse(told);
}
