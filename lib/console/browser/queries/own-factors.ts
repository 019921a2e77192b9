import { ApiFailure } from "../../api-failure";
import { queryOwn } from "./query-operation";

/** What the person can show beside the password. */
export type Factors = {
  /** An authenticator app is bound: the serial number that names it; null where none is. */
  readonly device: string | null;
  readonly recoveryCodesLeft: number;
  readonly passkeys: number;
};

/** @throws ApiFailure with the API's code and sentence */
export async function readFactors(signal?: AbortSignal): Promise<Factors> {
  const [device, codes, { passkeys }] = await Promise.all([
    findDevice(signal),
    queryOwn("showRecoveryCodes", signal),
    queryOwn("listPasskeys", signal),
  ]);
  return { device, recoveryCodesLeft: codes.left, passkeys: passkeys.length };
}

/** The API says that there is none by not finding it; one that is not bound yet does not count. */
async function findDevice(signal?: AbortSignal): Promise<string | null> {
  try {
    const { is_bound: isBound, serial_number: serialNumber } = (await queryOwn("showMfaOfUser", signal)).virtual_mfa_device;
    return isBound ? serialNumber : null;
  } catch (error) {
    if (error instanceof ApiFailure && error.failure.status === 404) return null;
    throw error;
  }
}
