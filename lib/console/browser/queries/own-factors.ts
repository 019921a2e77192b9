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
  const [{ virtual_mfa_device: device }, codes, { passkeys }] = await Promise.all([
    queryOwn("showMfaOfUser", signal),
    queryOwn("showRecoveryCodes", signal),
    queryOwn("listPasskeys", signal),
  ]);
  return { device: device?.is_bound ? device.serial_number : null, recoveryCodesLeft: codes.left, passkeys: passkeys.length };
}
