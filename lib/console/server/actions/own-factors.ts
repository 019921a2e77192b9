"use server";
import type { ActionResult } from "../../api-failure";
import { performOwn } from "../perform-own";
import { runAction } from "../run-action";
import { requireSession } from "../session";

/** What a virtual MFA device of the console's is called; a user has one at most. */
const DEVICE = "authenticator";

/** @returns the secret of one-time codes (base32), which is in this answer only; it counts once a code has confirmed it */
export async function beginCodes(): Promise<ActionResult<string>> {
  return runAction(async () => {
    const { userId } = await requireSession();
    const { virtual_mfa_device } = await performOwn("createVirtualMfa", { virtual_mfa_device: { name: DEVICE, user_id: userId } });
    return virtual_mfa_device.base32_string_seed;
  });
}

export async function confirmCodes(code: string): Promise<ActionResult<null>> {
  return runAction(async () => {
    const { userId } = await requireSession();
    await performOwn("confirmMfa", { user_id: userId, authentication_code: code });
    return null;
  });
}

/** @returns the codes, which are in this answer only; those of before are good for nothing then */
export async function renewRecoveryCodes(): Promise<ActionResult<readonly string[]>> {
  return runAction(async () => {
    const { userId } = await requireSession();
    return (await performOwn("createRecoveryCodes", { user_id: userId })).recovery_codes;
  });
}

/** @param device serial number of what is bound */
export async function removeCodes(device: string): Promise<ActionResult<null>> {
  return runAction(async () => {
    const { userId } = await requireSession();
    await performOwn("unbindMfa", { user_id: userId, serial_number: device });
    return null;
  });
}

/** @returns what the browser needs to make a passkey: a challenge that is good once */
export async function beginPasskey(): Promise<ActionResult<Record<string, unknown>>> {
  return runAction(async () => {
    const { userId } = await requireSession();
    return (await performOwn("beginPasskey", { user_id: userId })).options;
  });
}

/** @param response what the browser gave, as JSON */
export async function addPasskey(name: string, response: Record<string, unknown>): Promise<ActionResult<null>> {
  return runAction(async () => {
    const { userId } = await requireSession();
    await performOwn("addPasskey", { user_id: userId, passkey: { name, response } });
    return null;
  });
}

export async function renamePasskey(passkeyId: string, name: string): Promise<ActionResult<null>> {
  return runAction(async () => {
    const { userId } = await requireSession();
    await performOwn("renamePasskey", { user_id: userId, passkey_id: passkeyId, passkey: { name } });
    return null;
  });
}

export async function removePasskey(passkeyId: string): Promise<ActionResult<null>> {
  return runAction(async () => {
    const { userId } = await requireSession();
    await performOwn("removePasskey", { user_id: userId, passkey_id: passkeyId });
    return null;
  });
}
