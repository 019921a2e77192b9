/**
 * What this browser is known by to the API: a secret for each user who signed in with it, so that wrong passwords that others try
 * elsewhere do not make these users wait here. It signs nobody in, and stays when they sign out.
 */
import "server-only";
import { cookies } from "next/headers";
import { isSecure, ownCookieName } from "./settings";

/** Users of one browser; as many as the API looks at. */
const DEVICES_MAX = 4;
/** Browsers keep no cookie for longer. */
const KEPT_SECONDS = 400 * 24 * 60 * 60;
const SEPARATOR = ".";

export async function shownDevices(): Promise<string[]> {
  const value = (await cookies()).get(ownCookieName("device"))?.value ?? "";
  return value.split(SEPARATOR).filter((device) => /^[A-Za-z0-9_-]{43}$/.test(device));
}

/** After a right sign-in, and only where a cookie can be set. @param device null where the browser is known to the user already */
export async function keepDevice(device: string | null): Promise<void> {
  const kept = [...(device === null ? [] : [device]), ...(await shownDevices())].slice(0, DEVICES_MAX);
  if (kept.length === 0) return;
  const options = { httpOnly: true, sameSite: "strict", path: "/", secure: isSecure(), maxAge: KEPT_SECONDS } as const;
  (await cookies()).set(ownCookieName("device"), kept.join(SEPARATOR), options);
}
