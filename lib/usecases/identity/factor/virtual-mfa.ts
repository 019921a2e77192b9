/**
 * Virtual MFA devices, by which one-time codes are set up and taken away. Invariants: a seed leaves in the answer that made it and never
 * again; codes count only when it was shown that an authenticator has the seed; and one's own are not taken away without showing them, or
 * oneself, once more.
 */
import { KmsError } from "#lib/domain/errors";
import { toSerialNumber, type VirtualMfa } from "#lib/domain/identity/factor";
import { findStep, findSuccessive, newSeed } from "#lib/iam/one-time-code/one-time-code";
import { againCounter } from "#lib/iam/throttle";
import {
  bindMfa as bindRow,
  deleteMfa,
  findMfa,
  listMfas as listStoredMfas,
  putMfa,
  type StoredMfa,
  unbindMfa as unbindRow,
} from "#lib/store/identity/one-time-codes";
import type { Context, ProjectUseCase } from "../../use-case";
import { proveFactor } from "./prove";
import { digestOf, openSeed, sealSeed } from "./seed";

export const createVirtualMfa: ProjectUseCase<"createVirtualMfa"> = {
  subject: "account",
  async run({ userId, name }, { hsm, now, caller: { accountId }, commit }) {
    const seed = newSeed((length) => hsm.randomBytes(length));
    const sealedSeed = sealSeed(hsm, userId, seed);
    const serialNumber = toSerialNumber(accountId, name);
    await commit(
      (tx) => putMfa(tx, accountId, { userId, name, sealedSeed, createdAt: now() }),
      () => ({ resourceId: userId, details: { serialNumber, seedSha256: digestOf(seed) } }),
    );
    return { device: { serialNumber, seed } };
  },
};

export const bindMfa: ProjectUseCase<"bindMfa"> = {
  subject: "account",
  async run({ userId, serialNumber, firstCode, secondCode }, context) {
    const mfa = await requireMfa(context, userId, serialNumber);
    await bind(context, mfa, findSuccessive(openSeed(context.hsm, mfa), firstCode, secondCode, context.now()));
  },
};

export const confirmMfa: ProjectUseCase<"confirmMfa"> = {
  subject: "account",
  async run({ userId, code }, context) {
    const mfa = await requireMfa(context, userId);
    await bind(context, mfa, findStep(openSeed(context.hsm, mfa), code, context.now()));
  },
};

export const unbindMfa: ProjectUseCase<"unbindMfa"> = {
  subject: "account",
  async run({ userId, serialNumber, code }, context) {
    const { caller, commit } = context;
    const mfa = await requireMfa(context, userId, serialNumber);
    if (!mfa.isBound) throw new KmsError("identityNotFound");
    // An administrator takes away what another has lost, so whatever code comes with it says nothing.
    const provenBy = userId === caller.userId ? await proveOwn(context, code) : "administrator";
    await commit(
      (tx) => unbindRow(tx, userId),
      () => ({ resourceId: userId, details: { serialNumber, provenBy } }),
    );
  },
};

export const deleteVirtualMfa: ProjectUseCase<"deleteVirtualMfa"> = {
  subject: "account",
  async run({ userId, serialNumber }, context) {
    const { caller, commit } = context;
    await requireMfa(context, userId, serialNumber);
    await commit(
      (tx) => deleteMfa(tx, userId, userId !== caller.userId),
      () => ({ resourceId: userId, details: { serialNumber } }),
    );
  },
};

export const showMfaOfUser: ProjectUseCase<"showMfaOfUser"> = {
  subject: "account",
  async run({ userId }, context) {
    // Also before it is bound: clients that make one look for it at once.
    return { device: toDevice(context, await requireMfa(context, userId)) };
  },
};

export const listMfas: ProjectUseCase<"listMfas"> = {
  subject: "account",
  async run(_input, context) {
    const mfas = await listStoredMfas(context.store, context.caller.accountId);
    return { devices: mfas.map((mfa) => toDevice(context, mfa)) };
  },
};

/** @param step of the code, or of the second one; null where they are wrong */
async function bind(context: Context, mfa: StoredMfa, step: number | null): Promise<void> {
  if (mfa.isBound) throw new KmsError("mfaBound");
  if (step === null) throw new KmsError("passcodeWrong");
  await context.commit(
    (tx) => bindRow(tx, mfa, step),
    () => ({ resourceId: mfa.userId, details: { serialNumber: serialOf(context, mfa) } }),
  );
}

/** A code, or without one that it is a session of the console in which its user has just shown who they are. */
async function proveOwn(context: Context, code: string | undefined): Promise<string> {
  const { caller } = context;
  if (code === undefined) {
    if (caller.signedInFrom === "console" && caller.isSteppedUp) return "step-up";
    throw new KmsError("parameterMissing", { field: "code" });
  }
  const { accountId, userId, sessionId } = caller;
  const place = { accountId, userId, sessionId: sessionId ?? "", purpose: "stepUp", counter: againCounter(userId) } as const;
  return proveFactor(context, { method: "totp", passcode: code }, place);
}

/** @throws KmsError `identityNotFound` where the user has no device, or none of this serial number */
async function requireMfa(context: Pick<Context, "store" | "caller">, userId: string, serialNumber?: string): Promise<StoredMfa> {
  const mfa = await findMfa(context.store, context.caller.accountId, userId);
  if (mfa === null || (serialNumber !== undefined && serialOf(context, mfa) !== serialNumber)) {
    throw new KmsError("identityNotFound", { message: "The user has no such virtual MFA device." });
  }
  return mfa;
}

function toDevice(context: Pick<Context, "caller">, mfa: StoredMfa): VirtualMfa {
  return { serialNumber: serialOf(context, mfa), userId: mfa.userId, isBound: mfa.isBound };
}

function serialOf({ caller }: Pick<Context, "caller">, { name }: StoredMfa): string {
  return toSerialNumber(caller.accountId, name);
}
