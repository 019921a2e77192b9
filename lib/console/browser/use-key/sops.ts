/** sops since 3.12: it encrypts a file's values with a key of its own, and that with a symmetric key of this API. */
import { useKeyWords } from "../../words/use-key-words";
import { shWord } from "../commands/sh-word";
import { askAccessKey, SDK_VARIABLES } from "./credentials";
import { quoted } from "./quoting";
import type { Lines, Reach } from "./reach";

/** Whether sops finds the API: it reads the region as part of a variable's name, and commas in the URL as ends of several. */
export function canSops({ apiUrl, key }: Reach): boolean {
  return /^[A-Za-z][A-Za-z0-9-]*$/.test(key.realm) && !apiUrl.includes(",");
}

export function sopsLines({ apiUrl, project, key }: Reach): Lines[] {
  const name = `${key.realm}:${key.key_id}`;
  const region = key.realm.toUpperCase().replaceAll("-", "_");
  return [
    askAccessKey(...SDK_VARIABLES),
    {
      caption: useKeyWords.captions.use,
      language: "sh",
      text: [
        `export HUAWEICLOUD_SDK_PROJECT_ID=${shWord(project.id)}`,
        `export HUAWEICLOUD_SDK_REGION_KMS_${region}=${shWord(apiUrl)}`,
        "printf 'greeting: hello\\n' > example.yaml",
        `sops encrypt --hckms ${shWord(name)} example.yaml > example.enc.yaml`,
        "sops decrypt example.enc.yaml",
      ].join("\n"),
    },
    { caption: ".sops.yaml", language: "yaml", text: ["creation_rules:", "  - hckms:", `      - ${quoted(name)}`].join("\n") },
  ];
}
