/** The family's SDK for Python, huaweicloudsdkkms. */
import type { OperationName } from "#lib/operations/catalog";
import { useKeyWords } from "../../words/use-key-words";
import { askAccessKey, SDK_VARIABLES } from "./credentials";
import { quoted } from "./quoting";
import type { Lines, Reach } from "./reach";
import { runPython } from "./run-python";
import type { Call, Use } from "./uses";

const FILE = "use_key.py";

/** Names of the SDK: its method, and the classes of the request and of its body. */
const NAMES: Partial<Record<OperationName, readonly [string, string, string]>> = {
  encryptData: ["encrypt_data", "EncryptDataRequest", "EncryptDataRequestBody"],
  decryptData: ["decrypt_data", "DecryptDataRequest", "DecryptDataRequestBody"],
  sign: ["sign", "SignRequest", "SignRequestBody"],
  verify: ["validate_signature", "ValidateSignatureRequest", "VerifyRequestBody"],
  generateMac: ["generate_mac", "GenerateMacRequest", "GenerateMacRequestBody"],
  verifyMac: ["verify_mac", "VerifyMacRequest", "VerifyMacRequestBody"],
  getPublickey: ["show_public_key", "ShowPublicKeyRequest", "OperateKeyRequestBody"],
};

export function pythonLines(reach: Reach, uses: readonly Use[]): Lines[] {
  const calls = uses.flatMap((use) => use.calls);
  const text = [...head(reach), ...calls.flatMap((call, at) => linesOfCall(call, calls[at + 1]))].join("\n");
  return [
    { caption: FILE, language: "python", text },
    askAccessKey(...SDK_VARIABLES),
    { caption: useKeyWords.captions.run, language: "sh", text: runPython("huaweicloudsdkkms", FILE) },
  ];
}

function head({ apiUrl, project }: Reach): string[] {
  const [id, secret] = SDK_VARIABLES.map((variable) => `os.environ[${quoted(variable)}]`);
  return [
    "import os",
    "",
    "from huaweicloudsdkcore.auth.credentials import BasicCredentials",
    "from huaweicloudsdkkms.v2 import *",
    "",
    `credentials = BasicCredentials(${id}, ${secret}, ${quoted(project.id)})`,
    `client = KmsClient.new_builder().with_credentials(credentials).with_endpoint(${quoted(apiUrl)}).build()`,
    "",
  ];
}

function linesOfCall({ operation, body, takes, gives }: Call, next: Call | undefined): string[] {
  const [method, request, requestBody] = NAMES[operation] ?? [];
  const fields = [...Object.entries(body).map(([field, value]) => `${field}=${quoted(value)}`), ...(takes ? [`${takes}=${takes}`] : [])];
  const lines = [`body = ${requestBody}(${fields.join(", ")})`, `${gives} = client.${method}(${request}(body=body)).${gives}`];
  return next?.takes === gives ? lines : [...lines, `print(${gives})`];
}
