/** What a socket, TLS or HTTP threw, as a sentence for people who look at the System screen: without an address, or what the other side said. */

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|HOSTNAME_MISMATCH/;
const ENDINGS: Readonly<Record<string, string>> = {
  ECONNREFUSED: " refuses connections.",
  ECONNRESET: " broke the connection off.",
  EPIPE: " broke the connection off.",
  ENOTFOUND: "'s host name is not known.",
  EAI_AGAIN: "'s host name could not be looked up.",
  ETIMEDOUT: " did not answer in time.",
};

/** @param who begins the sentence: "The receiver" */
export function toConnectionSentence(error: unknown, who: string): string {
  const code = String((error as { code?: unknown } | null)?.code ?? "");
  if (CERTIFICATE.test(code)) return `${who}'s certificate is not trusted here, has expired or is for another host.`;
  return `${who}${ENDINGS[code] ?? " could not be reached, or was not understood."}`;
}
