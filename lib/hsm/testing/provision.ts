/** Tokens for tests, each in a directory of its own. A row says all that differs between two tokens: configuration, no code. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TokenSettings } from "#lib/hsm/pkcs11/token-settings";

export const TOKEN_KINDS = ["SoftHSM2", "NSS softokn"] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

export type Provision = {
  readonly settings: TokenSettings;
  readonly soPin: string;
  /** Environment of a process that is to use the same token. */
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
  /** Removes the directory. */
  remove(): void;
};

type Row = {
  readonly file: string;
  readonly soPin: string;
  /** Writes what the module reads at its start, and says how it is told of it. */
  prepare(directory: string): { environment: Record<string, string>; initArgs: string | null };
};

const LABEL = "kms-contract";

const ROWS = {
  SoftHSM2: {
    file: "libsofthsm2.so",
    soPin: "officer-0123",
    prepare(directory) {
      mkdirSync(join(directory, "tokens"));
      const configuration = join(directory, "softhsm2.conf");
      writeFileSync(configuration, `directories.tokendir = ${join(directory, "tokens")}\nobjectstore.backend = file\nlog.level = ERROR\n`);
      return { environment: { SOFTHSM2_CONF: configuration }, initArgs: null };
    },
  },
  "NSS softokn": {
    file: "libsoftokn3.so",
    // NSS asks its security officer for no PIN until a user PIN is set.
    soPin: "",
    prepare(directory) {
      const initArgs = `configdir='sql:${directory}' certPrefix='' keyPrefix='' secmod='' flags= dbTokenDescription='${LABEL}'`;
      return { environment: {}, initArgs };
    },
  },
} as const satisfies Record<TokenKind, Row>;

/** A token that does not exist yet. SoftHSM2 reads its environment when it is initialised, so this comes first in a process. */
export function provision(kind: TokenKind): Provision {
  const row: Row = ROWS[kind];
  const directory = mkdtempSync(join(tmpdir(), "kms-token-"));
  const { environment, initArgs } = row.prepare(directory);
  Object.assign(process.env, environment);
  return {
    settings: { modulePath: requireModule(row.file), tokenLabel: LABEL, pin: "user-4567", initArgs },
    soPin: row.soPin,
    environment,
    directory,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function requireModule(file: string): string {
  const libraries = ["/usr/lib", "/usr/lib64", "/usr/local/lib"];
  const triplets = readdirSync("/usr/lib")
    .filter((name) => name.endsWith("-linux-gnu"))
    .map((name) => join("/usr/lib", name));
  const folders = [...libraries, ...triplets].flatMap((base) => [join(base, "softhsm"), join(base, "nss"), base]);
  const found = folders.map((folder) => join(folder, file)).find((path) => existsSync(path));
  if (found) return found;
  throw new Error(`${file} is not installed: install the packages softhsm2 and libnss3 to run the contract suite`);
}
