/** The clients that lines are made for, in the order in which they are offered. One row a client. */
import { useKeyWords } from "../../words/use-key-words";
import { stateOf } from "../availability/key-availability";
import { curlLines } from "./curl";
import { goLines } from "./go-sdk";
import { nodeLines } from "./node-sdk";
import { openstackLines } from "./openstacksdk";
import { pythonLines } from "./python-sdk";
import type { Lines, Reach } from "./reach";
import { canSops, sopsLines } from "./sops";
import { terraformLines } from "./terraform";
import { type Use, usesOf } from "./uses";

const { clients } = useKeyWords;

type ClientRow = {
  /** How it proves who asks: with an access key, or as a person, with a password. */
  readonly credential: "accessKey" | "password";
  /** Variable that names the file with the certificate of a private CA. */
  readonly caVariable: string;
  /** What it is, and which of it the lines are for. */
  readonly lead: string;
  readonly label: string;
  /** Whether it can do anything with such a key, which has at least one use. */
  readonly applies: (reach: Reach, uses: readonly Use[]) => boolean;
  readonly lines: (reach: Reach, uses: readonly Use[]) => Lines[];
};

const always = () => true;

export const CLIENTS = {
  curl: { ...clients.curl, credential: "password", caVariable: "CURL_CA_BUNDLE", applies: always, lines: curlLines },
  node: { ...clients.node, credential: "accessKey", caVariable: "NODE_EXTRA_CA_CERTS", applies: always, lines: nodeLines },
  python: { ...clients.python, credential: "accessKey", caVariable: "REQUESTS_CA_BUNDLE", applies: always, lines: pythonLines },
  go: { ...clients.go, credential: "accessKey", caVariable: "SSL_CERT_FILE", applies: always, lines: goLines },
  openstacksdk: { ...clients.openstacksdk, credential: "password", caVariable: "OS_CACERT", applies: always, lines: openstackLines },
  terraform: {
    ...clients.terraform,
    credential: "accessKey",
    caVariable: "OS_CACERT",
    // What is made with it is encrypted with it, which only an enabled key does.
    applies: ({ key }) => stateOf(key) === "enabled",
    lines: terraformLines,
  },
  sops: {
    ...clients.sops,
    credential: "accessKey",
    caVariable: "SSL_CERT_FILE",
    applies: (reach, uses) => reach.key.key_spec === "AES_256" && uses.some(({ name }) => name === "data") && canSops(reach),
    lines: sopsLines,
  },
} as const satisfies Record<string, ClientRow>;

export type ClientName = keyof typeof CLIENTS;
export const CLIENT_NAMES = Object.keys(CLIENTS) as [ClientName, ...ClientName[]];

/** The clients that can use the key as it is now. */
export function clientsFor(reach: Reach): ClientName[] {
  const uses = usesOf(reach.key);
  return uses.length === 0 ? [] : CLIENT_NAMES.filter((name) => (CLIENTS[name] as ClientRow).applies(reach, uses));
}

/** What a client needs to use the key, in the order in which it is pasted. */
export function linesFor(name: ClientName, reach: Reach): Lines[] {
  return (CLIENTS[name] as ClientRow).lines(reach, usesOf(reach.key));
}

/** Variable for the certificate of a private CA; null where there is no TLS. */
export function caVariableFor(name: ClientName, { apiUrl }: Reach): string | null {
  return apiUrl.startsWith("https:") ? CLIENTS[name].caVariable : null;
}
