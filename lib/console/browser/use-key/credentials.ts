/**
 * Lines that ask for what is secret, hidden, and keep it in the shell's environment. Invariant: no secret is in a line, a file or the
 * history of the shell. What is set already is not asked for again.
 */
import { useKeyWords } from "../../words/use-key-words";
import type { Lines } from "./reach";

/** Whether programs that the shell starts see the answers too. */
type Visibility = "exported" | "shell";

type Question = { readonly variable: string; readonly text: string; readonly isShown?: true };

/**
 * Asks where the secret is not known yet. In braces, so that a shell has read all of it before it asks: what is
 * pasted is never taken for an answer.
 */
function ask(caption: string, questions: readonly Question[], secret: string, visibility: Visibility): Lines {
  const text = [
    `[ "$${secret}" ] || {`,
    ...questions.map(({ variable, text, isShown }) => {
      const read = `printf '${text}: ' >&2; `;
      return isShown ? `  ${read}IFS= read -r ${variable}` : `  ${read}stty -echo; IFS= read -r ${variable}; stty echo; echo >&2`;
    }),
    ...(visibility === "exported" ? [`  export ${questions.map(({ variable }) => variable).join(" ")}`] : []),
    "}",
  ].join("\n");
  return { caption, language: "sh", text };
}

/** Names of the variables as the client reads them. */
export function askAccessKey(id: string, secret: string): Lines {
  const questions: Question[] = [
    { variable: id, text: useKeyWords.questions.accessKeyId, isShown: true },
    { variable: secret, text: useKeyWords.questions.secret },
  ];
  return ask(useKeyWords.captions.accessKey, questions, secret, "exported");
}

/** Under which the family's SDKs, and sops, look for an access key. */
export const SDK_VARIABLES = ["HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK"] as const;

const PASSWORD: Question = { variable: "OS_PASSWORD", text: useKeyWords.questions.password };

export const askPassword = (): Lines => ask(useKeyWords.captions.password, [PASSWORD], PASSWORD.variable, "exported");

/** For a way to sign in that takes a second factor too, in the shell itself. */
export function askPasswordAndCode(): Lines {
  const code: Question = { variable: "OS_PASSCODE", text: useKeyWords.questions.passcode, isShown: true };
  return ask(useKeyWords.captions.password, [PASSWORD, code], PASSWORD.variable, "shell");
}
