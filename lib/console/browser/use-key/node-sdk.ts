/** The family's SDK for Node.js. Its registry has the core alone, which signs whatever is sent with it. */
import { useKeyWords } from "../../words/use-key-words";
import { askAccessKey, SDK_VARIABLES } from "./credentials";
import { quoted } from "./quoting";
import type { Lines, Reach } from "./reach";
import type { Call, Use } from "./uses";

const FILE = "use-key.mjs";

export function nodeLines(reach: Reach, uses: readonly Use[]): Lines[] {
  const calls = uses.flatMap((use) => use.calls);
  return [
    { caption: FILE, language: "js", text: [...head(reach), ...calls.flatMap((call, at) => lineOf(call, calls[at + 1]))].join("\n") },
    askAccessKey(...SDK_VARIABLES),
    // The core needs uuid and does not say so.
    { caption: useKeyWords.captions.run, language: "sh", text: `npm install @huaweicloud/huaweicloud-sdk-core uuid@9\nnode ${FILE}` },
  ];
}

function head({ apiUrl, project }: Reach): string[] {
  return [
    'import { BasicCredentials } from "@huaweicloud/huaweicloud-sdk-core";',
    'import { ClientBuilder } from "@huaweicloud/huaweicloud-sdk-core/ClientBuilder.js";',
    "",
    `const { ${SDK_VARIABLES.join(", ")} } = process.env;`,
    "const client = new ClientBuilder((inner) => inner)",
    `  .withCredential(new BasicCredentials().withAk(${SDK_VARIABLES[0]}).withSk(${SDK_VARIABLES[1]}).withProjectId(${quoted(project.id)}))`,
    `  .withEndpoint(${quoted(apiUrl)})`,
    "  .build();",
    "const kms = (verb, data) =>",
    "  client.sendRequest({",
    '    method: "POST",',
    `    url: ${quoted(`/v1.0/${project.id}/kms/`)} + verb,`,
    '    contentType: "application/json",',
    "    queryParams: {},",
    "    pathParams: {},",
    "    headers: {},",
    "    data,",
    "  });",
    "",
  ];
}

function lineOf({ verb, body, takes, gives }: Call, next: Call | undefined): string[] {
  const members = Object.entries(body).map(([member, value]) => `${member}: ${quoted(value)}`);
  const data = [...members, ...(takes === undefined ? [] : [takes])].join(", ");
  const line = `const { ${gives} } = await kms(${quoted(verb)}, { ${data} });`;
  return next?.takes === gives ? [line] : [line, `console.log(${gives});`];
}
