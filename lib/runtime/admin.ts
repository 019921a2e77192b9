/**
 * The admin command, for whoever operates the machine: what no caller of the API may do, or needs before there is one.
 * Invariant: standard output has the answer and nothing else; everything that is said goes to standard error.
 */
import { createPublicKey } from "node:crypto";
import pino from "pino";
import { checkpointFileOf } from "#lib/audit/seal/checkpoint-file";
import { systemClock } from "#lib/base/clock";
import type { Env } from "#lib/base/env";
import { createLog } from "#lib/base/log";
import { StartError } from "#lib/base/start-error";
import { KmsError } from "#lib/domain/errors";
import { openToken, TokenStartError } from "#lib/hsm/pkcs11/open";
import type { Hsm } from "#lib/hsm/port";
import { readLastNote } from "#lib/store/audit/checkpoints";
import { labelOf, toText } from "#lib/store/books/altered";
import { bindBooks } from "#lib/store/books/bind-books";
import { idOf, kindOf } from "#lib/store/books/book-statements";
import { dumpState } from "#lib/store/books/dump-state";
import { KEY_BOOK } from "#lib/store/books/key-book";
import { sealMaker } from "#lib/store/books/seal-maker";
import { isDatabaseUnavailable } from "#lib/store/database/faults";
import { LIST_CONNECTIONS } from "#lib/store/database/pools";
import { openStore, type Store } from "#lib/store/open";
import { compareSchema, sentenceOf } from "#lib/store/schema/compare-schema";
import { rollDomainKey } from "#lib/usecases/domain-key/roll";
import { createAccount } from "#lib/usecases/identity/account/create";
import { createAccessKeyAsOperator } from "#lib/usecases/identity/credential/create-as-operator";
import { createServiceUserAsOperator } from "#lib/usecases/identity/user/create-service-as-operator";
import { makeAdministratorAsOperator } from "#lib/usecases/identity/user/make-administrator-as-operator";
import { resetPasswordAsOperator } from "#lib/usecases/identity/user/reset-password-as-operator";
import { unlockUserAsOperator } from "#lib/usecases/identity/user/unlock-as-operator";
import { acceptBook } from "#lib/usecases/integrity/accept-book";
import { acceptRollback } from "#lib/usecases/integrity/accept-rollback";
import { checkLog } from "#lib/usecases/integrity/check-log";
import { exportLog } from "#lib/usecases/log/export-log";
import { ADMIN_USAGE, type AdminCommand, parseAdminArguments } from "./admin-command/admin-arguments";
import { askAdministrators } from "./admin-command/ask-administrators";
import { type Installation, readInstallationEnv, withInstallation } from "./admin-command/installation";
import { isBackupCommand } from "./backup/backup-arguments";
import { makeBackup, restoreBackup } from "./backup/backup-work";
import { runBackupCommand } from "./backup/commands";
import { standardOutput } from "./output/standard-output";
import { tokenSettings } from "./token/token-settings";

const EXIT = { failed: 1, wrongWords: 2, interrupted: 130 } as const;
const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => interrupted.abort());

const words = parseAdminArguments(process.argv.slice(2));
if ("wrong" in words) {
  const said = words.isPlain ? [words.wrong] : [...(words.wrong === "" ? [] : [words.wrong, ""]), ADMIN_USAGE];
  process.stderr.write(`${said.join("\n")}\n`);
  process.exitCode = EXIT.wrongWords;
} else {
  try {
    // Whoever asks for a level gets it; else a database that is starting would mix its lines into the answer to a mistake.
    process.env.KMS_LOG_LEVEL ||= "error";
    const env = await readInstallationEnv();
    const log = createLog(env.logLevel, "admin", pino.destination(2));
    const ask = words.command === "integrity accept" ? () => askAdministrators() : undefined;
    const run = async (installation: Installation) => {
      interrupted.signal.throwIfAborted();
      const answer = await perform(words, installation);
      process.stdout.write(typeof answer === "string" ? answer : `${JSON.stringify(answer)}\n`);
    };
    if (isBackupCommand(words)) await runBackupCommand(words, env, log, interrupted.signal, run);
    else await withInstallation(env, log, interrupted.signal, run, { ask });
  } catch (error) {
    process.stderr.write(`${interrupted.signal.aborted ? "Interrupted." : sentence(error)}\n`);
    process.exitCode = interrupted.signal.aborted ? EXIT.interrupted : EXIT.failed;
  }
}

type Answer = Record<string, string | number | boolean> | string;

/** Whatever is changed is sealed by the token. */
async function perform(command: AdminCommand, installation: Installation): Promise<Answer> {
  if (command.command === "restore") return restoreBackup(installation, operatorOf(installation), interrupted.signal);
  const { env, databaseUrl, pin } = installation;
  const hsm = await openToken(tokenSettings(env, pin()));
  try {
    const store = await openStore(databaseUrl, { makeSeal: sealMaker(hsm) });
    return await performWith({ store, hsm }, command, installation).finally(() => store.close());
  } finally {
    await hsm.close();
  }
}

async function performWith(
  { store, hsm }: { store: Store; hsm: Hsm },
  command: Exclude<AdminCommand, { command: "restore" }>,
  installation: Installation,
): Promise<Answer> {
  const { env, administrators } = installation;
  const operator = operatorOf(installation);
  switch (command.command) {
    case "account create": {
      const { account, project, user, password } = await createAccount(store, operator, { account: command.name, region: env.region });
      return {
        account_id: account.id,
        project_id: project.id,
        admin_user_id: user.id,
        password,
        account: account.name,
        project: project.name,
        admin_user: user.name,
      };
    }
    case "user unlock": {
      const { userId, wasLocked } = await unlockUserAsOperator(store, operator, command);
      return { user_id: userId, was_locked: wasLocked, account: command.account, user: command.user };
    }
    case "user make-administrator": {
      const { userId, group, wasEnabled, hasPassword, isSecondFactorRemoved } = await makeAdministratorAsOperator(store, operator, command);
      const of = { account: command.account, user: command.user };
      return {
        user_id: userId,
        ...of,
        group: group?.name ?? "",
        was_enabled: wasEnabled,
        has_password: hasPassword,
        second_factor_removed: isSecondFactorRemoved,
      };
    }
    case "user reset-password": {
      const { userId, password, isEnabled } = await resetPasswordAsOperator(store, operator, command);
      return { user_id: userId, password, account: command.account, user: command.user, enabled: isEnabled };
    }
    case "backup":
      return makeBackup({ store, hsm }, installation, operator, { signal: interrupted.signal, onProgress: sayProgress() });
    case "integrity check":
      return checkIntegrity({ store, hsm }, env);
    case "state export":
      await dumpState(store, writeOut);
      return "";
    case "audit key":
      return publicKeyPem(await hsm.auditPublicKey());
    case "audit export":
      await exportLog({ store, hsm }, writeOut);
      return "";
    case "audit checkpoint": {
      const last = await store.transactSql(readLastNote);
      if (last === null) throw new StartError("No checkpoint was signed yet: the product does so within seconds when it runs.");
      return last.text;
    }
    case "integrity accept-rollback": {
      const { mark, before } = await acceptRollback({ store, hsm, file: checkpointFileOf(env.audit) }, operator, command.reason);
      await sealAccepted(store, hsm, operator.now);
      return { incarnation: String(mark.incarnation), replaces: String(before.incarnation), reason: command.reason };
    }
    case "integrity accept": {
      const { book, reason } = command;
      const accepted = await acceptBook(store, operator, { book, reason, by: administrators });
      return { ...(kindOf(book) === KEY_BOOK ? { key_id: idOf(book) } : { row: book }), accepted, reason };
    }
    case "domain-key roll": {
      const { domainKey, before } = await rollDomainKey({ store, hsm }, operator);
      return { domain_key: String(domainKey), replaces: String(before), made_at: operator.now.toISOString() };
    }
    case "service-user create": {
      const { userId, access, secret } = await createServiceUserAsOperator({ store, hsm, quota: env.quota.accessKeys }, operator, command);
      return { user_id: userId, access, secret };
    }
    case "backup verify":
      throw new Error("it needs neither database nor token");
    case "access-key create": {
      const { access, secret, userId } = await createAccessKeyAsOperator({ store, hsm, quota: env.quota.accessKeys }, operator, command);
      return { access, secret, user_id: userId, account: command.account };
    }
  }
}

function operatorOf({ systemUser }: Installation) {
  return { systemUser, now: systemClock.now() };
}

/** At a terminal, how far a backup is, once a second. */
function sayProgress(): (entries: number) => void {
  let saidAt = performance.now();
  return (entries) => {
    if (!process.stderr.isTTY || performance.now() - saidAt < 1_000) return;
    saidAt = performance.now();
    process.stderr.write(`${entries} parts written\n`);
  };
}

/** For an answer that is too long to be held. @throws StartError when it cannot be written; and where the command was interrupted */
async function writeOut(text: string): Promise<void> {
  interrupted.signal.throwIfAborted();
  await standardOutput()
    .writeSurely(text)
    .catch((error: Error) => {
      throw new StartError(`The answer could not be written: ${error.message}.`);
    });
}

/** A database of before there were seals is accepted with all that it has. */
async function sealAccepted(store: Store, hsm: Hsm, now: Date): Promise<void> {
  const wasBoundBefore = { key: false, people: false };
  await bindBooks(store, { makeSeal: sealMaker(hsm), now, wasBoundBefore, onProgress: () => {} });
}

/** What is told of the rows; ends the command with 1 where one was altered. */
async function checkIntegrity({ store, hsm }: { store: Store; hsm: Hsm }, { audit }: Env): Promise<string> {
  const [{ rows, altered }, differences] = [
    await store.findAltered(LIST_CONNECTIONS),
    await store.transactSql((run) => compareSchema(run)),
  ];
  const ofLog = await checkLog({ store, hsm, file: checkpointFileOf(audit) }, systemClock.now());
  if (altered.length === 0 && differences.length === 0 && ofLog.length === 0) return `${rows} rows, all as the product has written them\n`;
  process.exitCode = EXIT.failed;
  const lines = altered.flatMap(({ book, alterations }) => alterations.map((one) => `${labelOf(book)}: ${toText(one)}\n`));
  const ofSchema = differences.map((one) => `schema: ${sentenceOf(one)}\n`);
  return [...lines, ...ofSchema, ...ofLog.map((line) => `${line}\n`)].join("");
}

function publicKeyPem(spki: Buffer): string {
  return createPublicKey({ key: spki, format: "der", type: "spki" }).export({ type: "spki", format: "pem" }).toString();
}

/** One line for the operator, without a stack. A message of several lines has its gist in the last (see log.ts). */
function sentence(error: unknown): string {
  if (error instanceof StartError || error instanceof KmsError || error instanceof TokenStartError) return error.message;
  if (isDatabaseUnavailable(error)) return "The database does not answer: start it, or try again.";
  const message = error instanceof Error ? error.message : String(error);
  return `The command failed: ${message.trim().split("\n").pop()}`;
}
