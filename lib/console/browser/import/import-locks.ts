/** What locks the steps of an import, in words, and what is sent once nothing does. Pure. */
import { toBase64 } from "#lib/domain/base64";
import { isKeyPair, type KeySpec } from "#lib/domain/key-spec";
import { WRAPPED_BYTES } from "#lib/domain/wrapping-algorithm";
import type { RequestOf } from "#lib/wire/catalog";
import { fileWords } from "../../words/file-words";
import { importWords } from "../../words/import-words";
import type { ChosenFile } from "../files/chosen-file";
import { isPkcs8, readImportToken, readPkcs8 } from "../files/import-files";
import type { Chosen, HeldParameters, ImportChain } from "./import-chain";

/** The key that waits for its material. */
export type WaitingKey = { readonly id: string; readonly alias: string; readonly spec: KeySpec; readonly usage: string };
export type Expiry = { readonly mode: "never" | "at" /** Local time, as the field holds it. */; readonly time: string };

/** The longest private key ciphertext that the API takes, in bytes (api-reference §2.6). */
const MAX_PRIVATE_BYTES = 4608;

/** What is wrong with a chosen file, as far as can be seen before it is sent; null where nothing is, or nothing was chosen. */
function faultOf({ file, isUnreadable }: Chosen, judge: (file: ChosenFile) => string | null): string | null {
  if (isUnreadable) return fileWords.unreadable;
  return file && judge(file);
}

export function materialFault(chosen: Chosen): string | null {
  return faultOf(chosen, ({ size }) => (size === WRAPPED_BYTES ? null : importWords.wrongSize(size)));
}

export function privateKeyFault(chosen: Chosen): string | null {
  return faultOf(chosen, ({ size, bytes }) => {
    if (isPkcs8(bytes) || readPkcs8(bytes) !== null) return importWords.clearPrivateKey;
    return size % 8 === 0 && size >= 24 && size <= MAX_PRIVATE_BYTES ? null : importWords.wrongPrivateSize(size);
  });
}

export function tokenFault({ files, way, wrapped }: ImportChain, waiting: WaitingKey, now: number): string | null {
  return faultOf(files.token, ({ bytes }) => {
    const token = readImportToken(bytes);
    if (token === null) return importWords.tokenInvalid;
    if (token.keyId !== waiting.id) return importWords.tokenOfAnotherKey(token.keyId);
    if (token.expiresAt <= now) return importWords.tokenExpired;
    const isOther = way === "browser" && wrapped !== null && wrapped.under.import_token !== token.token;
    return isOther ? importWords.tokenOfAnotherWrapping : null;
  });
}

export function expiryFault({ mode, time }: Expiry, now: number): string | null {
  return mode === "never" || Date.parse(time) > now ? null : importWords.expiryPast;
}

export function isExpired(parameters: HeldParameters | null, now: number): boolean {
  return parameters !== null && parameters.expiration_time * 1000 <= now;
}

/** Parameters that can be used: held, and not expired. */
export function usable(parameters: HeldParameters | null, now: number): HeldParameters | null {
  return isExpired(parameters, now) ? null : parameters;
}

/** The held token, where it is the one that belongs to what is sent. */
export function heldToken({ way, parameters, areSaved, wrapped }: ImportChain): HeldParameters | null {
  if (way === "browser") return wrapped?.under ?? null;
  return areSaved ? parameters : null;
}

/** Why the step of the downloads cannot be left; null where it can. Files of an earlier day may be used without downloading anew. */
export function whyDownloadLocked({ parameters }: ImportChain, now: number): string | null {
  return isExpired(parameters, now) ? importWords.expired : null;
}

export function whyMaterialLocked(chain: ImportChain, spec: KeySpec, now: number): string | null {
  const { way, files, source, sourceFault, wrapped, parameters } = chain;
  if (isExpired(parameters, now)) return importWords.expired;
  if (way === "file") {
    const faults = [materialFault(files.material), isKeyPair(spec) ? privateKeyFault(files.privateKey) : null];
    const isMissing = files.material.file === null || (isKeyPair(spec) && files.privateKey.file === null);
    return faults.find((fault) => fault !== null) ?? (isMissing ? importWords.chooseFirst : null);
  }
  if (source === null) return sourceFault ?? importWords.materialFirst(isReimport(chain));
  if (source.kind === "generated" && source.savedAt === null) return importWords.backupFirst;
  return wrapped === null || wrapped.under !== parameters ? importWords.encryptFirst : null;
}

export function whyTokenLocked(chain: ImportChain, waiting: WaitingKey, expiry: Expiry, now: number): string | null {
  // Time goes on: what was good when its step was left may have expired since.
  const earlier = whyMaterialLocked(chain, waiting.spec, now);
  if (earlier) return earlier;
  const fault = tokenFault(chain, waiting, now);
  if (fault) return fault;
  if (chain.files.token.file === null && heldToken(chain) === null) return importWords.tokenFirst;
  return isKeyPair(waiting.spec) ? null : expiryFault(expiry, now);
}

/** The key had material before, and takes no other; null while that is not known. */
export function isReimport({ parameters }: ImportChain): boolean | null {
  return parameters && parameters.same_material_only === true;
}

/** What is sent, of a chain that nothing locks; null where something is missing. */
export function importRequest(chain: ImportChain, waiting: WaitingKey, expiry: Expiry): RequestOf<"importKeyMaterial"> | null {
  const { files, way, wrapped } = chain;
  const token = files.token.file ? readImportToken(files.token.file.bytes)?.token : heldToken(chain)?.import_token;
  const material = way === "browser" ? wrapped?.material : files.material.file?.bytes;
  const privateKey = way === "browser" ? wrapped?.privateKey : files.privateKey.file?.bytes;
  const isPair = isKeyPair(waiting.spec);
  if (!token || !material || (isPair && !privateKey)) return null;
  return {
    key_id: waiting.id,
    import_token: token,
    encrypted_key_material: toBase64(material),
    ...(isPair && privateKey && { encrypted_privatekey: toBase64(privateKey) }),
    ...(!isPair && expiry.mode === "at" && { expiration_time: Math.floor(Date.parse(expiry.time) / 1000) }),
  };
}
