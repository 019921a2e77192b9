/**
 * The chain of an import: key, wrapping key and token, material, backup, wrapped bytes. Invariant: a derived thing lives exactly as long
 * as its source. Pure; clear material is never in here, only what may be said of it.
 */
import type { FetchedParameters } from "#lib/console/server/actions/import-material";
import type { WrappingAlgorithm } from "#lib/domain/wrapping-algorithm";
import type { ChosenFile } from "../files/chosen-file";
import type { ImportParameters } from "../files/import-files";

export type HeldParameters = ImportParameters & Pick<FetchedParameters, "importsInToken">;

/** Files for the encrypted ways of import, by the fields that ask for them. */
export type Slot = "material" | "privateKey" | "token";
/** What was last chosen for a field. A file that cannot be read leaves nothing: the one before it is gone. */
export type Chosen = { readonly file: ChosenFile | null; readonly isUnreadable: boolean };

/** Clear material of this page, without its bytes. */
export type Source = {
  readonly kind: "generated" | "file";
  readonly name: string;
  readonly size: number;
  /** How the SHA-256 of its bytes begins, so that it and its backup can be told from others. */
  readonly digest: string;
  readonly at: Date;
  /** When its backup was handed out; null before. A file that a person chose needs none: it is theirs. */
  readonly savedAt: Date | null;
};

/** What was encrypted here, and under which parameters. */
export type Wrapped = {
  readonly under: HeldParameters;
  readonly material: Uint8Array<ArrayBuffer>;
  readonly privateKey: Uint8Array<ArrayBuffer> | null;
};

export type Way = "file" | "browser";

export type ImportChain = {
  readonly algorithm: WrappingAlgorithm;
  readonly parameters: HeldParameters | null;
  /** The parameters were handed out as files, so that files may have been encrypted under them. */
  readonly areSaved: boolean;
  readonly way: Way;
  readonly files: Readonly<Record<Slot, Chosen>>;
  readonly source: Source | null;
  /** Why the last file was refused as a source. */
  readonly sourceFault: string | null;
  readonly wrapped: Wrapped | null;
  /** Number of the newest work on a source: what comes of an older one is dropped. */
  readonly work: number;
};

const NONE: Chosen = { file: null, isUnreadable: false };
const NO_FILES = { material: NONE, privateKey: NONE, token: NONE } as const;

export const EMPTY_CHAIN: ImportChain = {
  algorithm: "RSAES_OAEP_SHA_256",
  parameters: null,
  areSaved: false,
  way: "file",
  files: NO_FILES,
  source: null,
  sourceFault: null,
  wrapped: null,
  work: 0,
};

export type ChainEvent =
  | { readonly type: "algorithm"; readonly algorithm: WrappingAlgorithm }
  | { readonly type: "fetched"; readonly parameters: HeldParameters }
  /** The parameters were given to the person as files. */
  | { readonly type: "handedOut"; readonly parameters: HeldParameters }
  | { readonly type: "way"; readonly way: Way }
  | { readonly type: "chosen"; readonly slot: Slot; readonly file: ChosenFile | null }
  /** A new source is being made or read: all that hangs on the one before is gone at once. */
  | { readonly type: "begun"; readonly work: number }
  | { readonly type: "made"; readonly work: number; readonly source: Source }
  | { readonly type: "refused"; readonly work: number; readonly fault: string }
  | { readonly type: "wrapped"; readonly work: number; readonly wrapped: Wrapped }
  | { readonly type: "saved"; readonly work: number; readonly at: Date };

export function reduceChain(state: ImportChain, event: ChainEvent): ImportChain {
  switch (event.type) {
    case "algorithm":
      if (event.algorithm === state.algorithm) return state;
      return withoutWrapped({ ...state, algorithm: event.algorithm, parameters: null, areSaved: false, files: NO_FILES });
    case "fetched":
      // Parameters of an algorithm that was chosen before are of no use any more.
      if (event.parameters.algorithm !== state.algorithm) return state;
      return withoutWrapped({
        ...state,
        parameters: event.parameters,
        areSaved: false,
        // Files encrypted under parameters that were not fetched here stay good, with their own token.
        files: state.areSaved ? NO_FILES : state.files,
      });
    case "handedOut":
      return event.parameters === state.parameters ? { ...state, areSaved: true, files: NO_FILES } : state;
    case "way":
      return { ...state, way: event.way };
    case "chosen":
      return { ...state, files: { ...state.files, [event.slot]: { file: event.file, isUnreadable: event.file === null } } };
    case "begun":
      return event.work > state.work ? { ...state, work: event.work, source: null, sourceFault: null, wrapped: null } : state;
    case "made":
      return event.work === state.work ? { ...state, source: event.source, sourceFault: null, wrapped: null } : state;
    case "refused":
      return event.work === state.work ? { ...state, source: null, sourceFault: event.fault, wrapped: null } : state;
    case "wrapped":
      if (event.work !== state.work || state.source === null || event.wrapped.under !== state.parameters) return state;
      return { ...state, wrapped: event.wrapped };
    case "saved":
      if (event.work !== state.work || state.source === null) return state;
      return { ...state, source: { ...state.source, savedAt: event.at } };
  }
}

/** Of a file that a person chose the clear bytes are wiped once it is wrapped: it goes with what was made of it. */
function withoutWrapped(state: ImportChain): ImportChain {
  return { ...state, wrapped: null, source: state.source?.kind === "file" ? null : state.source, sourceFault: null };
}

/** Material that was made here and has no backup yet: it is lost for ever when the page lets go of it. */
export function isUnsaved({ source }: ImportChain): boolean {
  return source?.kind === "generated" && source.savedAt === null;
}
