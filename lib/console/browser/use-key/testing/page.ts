/** The page of `lib/api` with the lines of every client, for those who have no console before them. Made from what the console shows. */
import { detailsWords } from "../../../words/details-words";
import { useKeyWords } from "../../../words/use-key-words";
import { CLIENT_NAMES, CLIENTS, linesFor } from "../clients";
import { askAccessKey, askPassword, SDK_VARIABLES } from "../credentials";
import type { Lines } from "../reach";
import { sampleReach } from "./sample";

const INTRODUCTION = `# Using a key

Lines to paste, for a symmetric key. The console shows the same with the address, project and key in them: open a key, then **${detailsWords.useKey}**.
A key that cannot be used now, or not with a client, has no lines for it there. Below, put in yours: the address \`http://127.0.0.1:8000\`, the
region \`eu-de\`, and the IDs of project, user and key.`;

const CREDENTIALS = `## What is secret

is asked for, and stays in the shell's environment: no secret is in a line or a file. An access key is made in My Credentials. Its
variables have other names for Terraform, \`OS_ACCESS_KEY\` and \`OS_SECRET_KEY\`. By HTTPS with a CA of your own, the variable under each client
names the file with the CA's certificate.`;

const OTHERS = `## Other keys

The calls are the same with every client but sops, which takes symmetric keys alone. With curl:`;

/** Specs whose calls differ from those of the symmetric key. */
const OTHER_KEYS = [
  { key_spec: "RSA_2048", key_usage: "ENCRYPT_DECRYPT" },
  { key_spec: "EC_P256", key_usage: "SIGN_VERIFY" },
  { key_spec: "HMAC_256", key_usage: "GENERATE_VERIFY_MAC" },
];

export function renderPage(): string {
  const reach = sampleReach();
  const asked = [askAccessKey(...SDK_VARIABLES), askPassword()];
  const isAsking = ({ caption }: Lines) => caption === useKeyWords.captions.accessKey || caption === useKeyWords.captions.password;
  const sections = CLIENT_NAMES.map((name) => {
    const { label, lead, caVariable } = CLIENTS[name];
    const lines = linesFor(name, reach).filter((block) => !isAsking(block));
    return `## ${label}\n\n${lead} CA: \`${caVariable}\`.\n\n${lines.map(blockOf).join("\n\n")}`;
  });
  const others = OTHER_KEYS.map((key) => {
    const use = linesFor("curl", sampleReach(key)).at(-1);
    // What they have in common is above.
    const calls = use?.text.split("\n").filter((line) => /\bkms (?:\w+-?)+ '/.test(line)) ?? [];
    return `${key.key_spec}, ${key.key_usage}:\n\n${fenced("sh", calls.join("\n"))}`;
  });
  const parts = [INTRODUCTION, CREDENTIALS, ...asked.map((block) => fenced(block.language, block.text)), ...sections, OTHERS, ...others];
  return `${parts.join("\n\n")}\n`;
}

function blockOf({ caption, language, text }: Lines): string {
  return `${caption}:\n\n${fenced(language, text)}`;
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
