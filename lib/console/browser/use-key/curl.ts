/** curl, with a token: it cannot sign requests as this API family does. */
import { useKeyWords } from "../../words/use-key-words";
import { shWord } from "../commands/sh-word";
import { askPasswordAndCode } from "./credentials";
import type { Lines, Reach } from "./reach";
import type { Call, Use } from "./uses";

export function curlLines(reach: Reach, uses: readonly Use[]): Lines[] {
  return [
    askPasswordAndCode(),
    { caption: useKeyWords.captions.signIn, language: "sh", text: signIn(reach) },
    { caption: useKeyWords.captions.use, language: "sh", text: [...caller(reach), ...uses.flatMap(linesOfUse)].join("\n") },
  ];
}

/** Reads the password and, where there is one, the code from the environment; sed makes them fit for JSON. */
function signIn({ apiUrl, userId, project }: Reach): string {
  const toJson = (variable: string) => `"$(printf '%s' "$${variable}" | sed 's/["\\\\]/\\\\&/g')"`;
  return [
    "sign_in() {",
    `  set -- '"password"' ''`,
    `  [ -z "$OS_PASSCODE" ] || set -- '"password", "totp"' ", \\"totp\\": {\\"user\\": {\\"passcode\\": \\"$OS_PASSCODE\\"}}"`,
    `  printf '{"auth": {"identity": {"methods": [%s], "password": {"user": {"id": "%s", "password": "%s"}}%s}, "scope": {"project": {"id": "%s"}}}}' \\`,
    `    "$1" ${shWord(userId)} ${toJson("OS_PASSWORD")} "$2" ${shWord(project.id)} |`,
    `    curl -sS -D - -o /dev/null -H 'Content-Type: application/json' -d @- ${shWord(`${apiUrl}/v3/auth/tokens`)} |`,
    `    tr -d '\\r' | sed -n 's/^[Xx]-[Ss]ubject-[Tt]oken: //p'`,
    "}",
    // A code is good once, and a password that was refused is asked for again.
    `export KMS_TOKEN="$(sign_in)"; unset OS_PASSWORD OS_PASSCODE`,
    `[ "$KMS_TOKEN" ] || echo ${shWord(useKeyWords.notSignedIn)} >&2`,
  ].join("\n");
}

/** `kms VERB BODY`; the token comes by standard input, so that it is on no command line. */
function caller({ apiUrl, project }: Reach): string[] {
  return [
    "kms() {",
    "  printf 'X-Auth-Token: %s\\n' \"$KMS_TOKEN\" |",
    `    curl -sS -H @- -H 'Content-Type: application/json' -d "$2" ${shWord(`${apiUrl}/v1.0/${project.id}/kms/`)}"$1"`,
    "}",
    // What has no such member is an error, which is shown.
    `member() { sed -n -e "s/.*\\"$1\\":\\"\\([^\\"]*\\)\\".*/\\1/p;t" -e "w /dev/stderr"; }`,
  ];
}

function linesOfUse({ name, calls }: Use): string[] {
  if (name === "publicKey") return calls.map((call) => `printf '%b' "$(${request(call)} | member ${call.gives})"`);
  return calls.map((call, at) => {
    const isLast = at === calls.length - 1;
    return isLast ? `${request(call)}; echo` : `${call.gives}="$(${request(call)} | member ${call.gives})"`;
  });
}

/** What an answer gave is base64, so nothing of it ends the string that it is put in. */
function request({ verb, body, takes }: Call): string {
  const members = Object.entries(body).map(([member, value]) => `${JSON.stringify(member)}: ${JSON.stringify(value)}`);
  const known = members.join(", ");
  if (takes === undefined) return `kms ${verb} ${shWord(`{${known}}`)}`;
  const begin = shWord(`{${known}${known === "" ? "" : ", "}"${takes}": "`);
  return `kms ${verb} ${begin}"$${takes}"'"}'`;
}
