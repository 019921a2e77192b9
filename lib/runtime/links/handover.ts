/**
 * What the primary hands to a child over their channel: secrets, which belong neither into an environment nor into arguments, and
 * the content of files that the child's user cannot read.
 * Invariant: a child gets only what its work needs; the console neither a PIN nor a way to the database.
 */
import type { Locks, Opening } from "#lib/backup/locks";
import type { Manifest } from "#lib/backup/manifest";
import type { Provision } from "#lib/store/database/provision-database";

/** What a process that has database and token needs besides, to make a backup or to restore one. */
export type BackupWork = {
  /** Of the file: what its process calls it. */
  readonly fd: number;
  /** How it is encrypted; null where it is read. */
  readonly locks: Locks | null;
  readonly opening: Opening | null;
  /** PINs of the product's own token, by the names of their files; null for an operator's token. */
  readonly secrets: Readonly<Record<string, string>> | null;
  /** Of the backup that is restored. */
  readonly manifest: Manifest | null;
  /** Of the database that it goes into. */
  readonly ownerUrl: string | null;
};

/** PEM texts. */
export type TlsPair = { readonly cert: string; readonly key: string };

export type Handover = {
  /** Secret variables; the child puts them into its own environment, where nobody else can read them. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly tls?: TlsPair | null;
  /** The token user's PIN. */
  readonly pin?: string;
  /** Bytes that the token's module keeps of every session object; 0 where it keeps none, undefined where that is to be found out. */
  readonly keptPerObject?: number | undefined;
  /** The security officer's, for a token that is made here. */
  readonly soPin?: string;
  /** Shown by the console to the API. */
  readonly consoleSecret?: string;
  /** Under which what goes to the webhook is signed. */
  readonly webhookSecret?: string;
  /** For making the embedded database's files, and role and database in it. */
  readonly cluster?: { readonly superuserPassword: string; readonly realPath: string };
  readonly provision?: Provision;
  /** For a command of the operator's. */
  readonly command?: {
    readonly databaseUrl: string;
    readonly mayBeStarting: boolean;
    readonly systemUser: string;
    /** Why there is no PIN, which not every command needs. */
    readonly pinRefusal: string | null;
    /** What was asked at the keyboard, which the child does not have. */
    readonly administrators: readonly { readonly account: string; readonly user: string; readonly password: string }[];
    /** For a backup that is made or restored. */
    readonly backup?: BackupWork | undefined;
  };
};

/** What may be replaced while a child runs. */
export type Replacement = { readonly kind: "tls"; readonly tls: TlsPair } | { readonly kind: "pin"; readonly pin: string };
