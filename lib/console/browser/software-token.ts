/** Tells a token that is a program from a device, by what it says of itself (PKCS#11, CK_TOKEN_INFO and the name of its library). */

type Token = { readonly manufacturer: string; readonly model: string; readonly library: string };

/** SoftHSM, NSS softokn, Kryoptic, openCryptoki's soft token, and whatever calls itself soft or a software. */
const SOFTWARE = /\bsoft|software|kryoptic|\bnss\b|mozilla foundation|simulator|emulator/i;

export function isSoftwareToken({ manufacturer, model, library }: Token): boolean {
  const file = library.split(/[/\\]/).at(-1) ?? "";
  return [manufacturer, model, file.replace(/^lib/, "")].some((text) => SOFTWARE.test(text));
}
