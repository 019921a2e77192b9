/**
 * Certificate and key in the operator's PEM files.
 * Invariant: what is returned belongs together and can be served; a pair that cannot is never handed to anybody.
 */
import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import type { Env } from "#lib/base/env";
import { StartError } from "#lib/base/start-error";
import type { TlsPair } from "../links/handover";

const ENCRYPTED = /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m;

/** @throws StartError when a file cannot be read, the key has a password, or they do not belong together */
export function readTlsFiles(tls: NonNullable<Env["tls"]>): TlsPair {
  const cert = readPem("KMS_TLS_CERT_FILE", tls.certFile);
  const key = readPem("KMS_TLS_KEY_FILE", tls.keyFile);
  if (ENCRYPTED.test(key)) {
    throw new StartError(
      `KMS_TLS_KEY_FILE is "${tls.keyFile}", whose key has a password, which nobody could type at a restart: name a file with the key without one (openssl pkey -in FILE -out NEW), readable by the product's user alone.`,
    );
  }
  try {
    createSecureContext({ cert, key });
    return { cert, key };
  } catch {
    throw new StartError(
      "KMS_TLS_CERT_FILE and KMS_TLS_KEY_FILE are not a PEM certificate and its private key: name two files that belong together.",
    );
  }
}

function readPem(name: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new StartError(
      `${name} is "${path}", which cannot be read (${(error as NodeJS.ErrnoException).code}): name a readable PEM file.`,
    );
  }
}
