/** openstacksdk, the OpenStack family's client for Python, with a token. */
import { useKeyWords } from "../../words/use-key-words";
import { askPassword } from "./credentials";
import { quoted } from "./quoting";
import type { Lines, Reach } from "./reach";
import { runPython } from "./run-python";
import type { Call, Use } from "./uses";

const FILE = "use_key.py";

export function openstackLines(reach: Reach, uses: readonly Use[]): Lines[] {
  const calls = uses.flatMap((use) => use.calls);
  const text = [...head(reach), ...calls.flatMap((call, at) => linesOfCall(call, calls[at + 1]))].join("\n");
  return [
    { caption: FILE, language: "python", text },
    askPassword(),
    { caption: useKeyWords.captions.run, language: "sh", text: runPython("openstacksdk", FILE) },
  ];
}

function head({ apiUrl, userId, project, key }: Reach): string[] {
  return [
    "import os",
    "",
    "import openstack",
    "",
    "cloud = openstack.connect(",
    `    auth_url=${quoted(`${apiUrl}/v3`)},`,
    `    user_id=${quoted(userId)},`,
    '    password=os.environ["OS_PASSWORD"],',
    `    project_id=${quoted(project.id)},`,
    `    region_name=${quoted(key.realm)},`,
    ")",
    `service = {"service_type": "kmsv1", "interface": "public", "region_name": ${quoted(key.realm)}}`,
    "",
    "",
    "def kms(verb, **body):",
    '    return cloud.session.post(f"/kms/{verb}", json=body, endpoint_filter=service).json()',
    "",
    "",
  ];
}

function linesOfCall({ verb, body, takes, gives }: Call, next: Call | undefined): string[] {
  const fields = [...Object.entries(body).map(([field, value]) => `${field}=${quoted(value)}`), ...(takes ? [`${takes}=${takes}`] : [])];
  const line = `${gives} = kms(${quoted(verb)}, ${fields.join(", ")})[${quoted(gives)}]`;
  return next?.takes === gives ? [line] : [line, `print(${gives})`];
}
