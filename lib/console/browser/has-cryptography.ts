/** Whether the browser gives this page WebCrypto: under HTTPS, and on the machine itself. */
export function hasCryptography(): boolean {
  return globalThis.crypto?.subtle !== undefined;
}
