/** The family's SDK for Go. Its types say what each member is, so each call has its own line here. */
import type { OperationName } from "#lib/operations/catalog";
import { useKeyWords } from "../../words/use-key-words";
import { askAccessKey, SDK_VARIABLES } from "./credentials";
import { quoted } from "./quoting";
import type { Lines, Reach } from "./reach";
import type { Call, Use } from "./uses";

const FILE = "main.go";
const MODULE = "github.com/huaweicloud/huaweicloud-sdk-go-v3";

type Names = {
  readonly method: string;
  readonly request: string;
  readonly body: string;
  /** Members that are one of a list of values, and those that are optional, so that Go wants a pointer. */
  readonly listed?: readonly string[];
  readonly optional?: readonly string[];
};

const ENCRYPTION = { listed: ["encryption_algorithm"], optional: ["encryption_algorithm"] } as const;
const SIGNATURE = { listed: ["signing_algorithm", "message_type"], optional: ["message_type"] } as const;
const MAC = { listed: ["mac_algorithm"] } as const;

const NAMES: Partial<Record<OperationName, Names>> = {
  encryptData: { method: "EncryptData", request: "EncryptDataRequest", body: "EncryptDataRequestBody", ...ENCRYPTION },
  decryptData: {
    method: "DecryptData",
    request: "DecryptDataRequest",
    body: "DecryptDataRequestBody",
    listed: ENCRYPTION.listed,
    optional: ["key_id", ...ENCRYPTION.optional],
  },
  sign: { method: "Sign", request: "SignRequest", body: "SignRequestBody", ...SIGNATURE },
  verify: { method: "ValidateSignature", request: "ValidateSignatureRequest", body: "VerifyRequestBody", ...SIGNATURE },
  generateMac: { method: "GenerateMac", request: "GenerateMacRequest", body: "GenerateMacRequestBody", ...MAC },
  verifyMac: { method: "VerifyMac", request: "VerifyMacRequest", body: "VerifyMacRequestBody", ...MAC },
  getPublickey: { method: "ShowPublicKey", request: "ShowPublicKeyRequest", body: "OperateKeyRequestBody" },
};

export function goLines(reach: Reach, uses: readonly Use[]): Lines[] {
  const calls = uses.flatMap((use) => use.calls);
  const body = calls.flatMap((call, at) => linesOfCall(call, calls[at + 1]));
  const isPointing = body.some((line) => line.includes(": to("));
  const text = [...head(reach, isPointing), ...body, "}"].join("\n");
  return [
    { caption: FILE, language: "go", text },
    askAccessKey(...SDK_VARIABLES),
    {
      caption: useKeyWords.captions.run,
      language: "sh",
      text: `go mod init use-key && go mod tidy\ngo run ${FILE}`,
    },
  ];
}

/** @param isPointing whether a call has an optional member */
function head({ apiUrl, project, key }: Reach, isPointing: boolean): string[] {
  const [id, secret] = SDK_VARIABLES.map((variable) => `os.Getenv(${quoted(variable)})`);
  return [
    "package main",
    "",
    "import (",
    '\t"fmt"',
    '\t"log"',
    '\t"os"',
    "",
    `\t"${MODULE}/core/auth/basic"`,
    `\tkms "${MODULE}/services/kms/v2"`,
    `\t"${MODULE}/services/kms/v2/model"`,
    ")",
    "",
    "func must[T any](value T, err error) T {",
    "\tif err != nil {",
    "\t\tlog.Fatal(err)",
    "\t}",
    "\treturn value",
    "}",
    "",
    ...(isPointing ? ["func to[T any](value T) *T { return &value }", ""] : []),
    "func main() {",
    `\tkeyID := ${quoted(key.key_id)}`,
    "\tcredentials := must(basic.NewCredentialsBuilder().",
    `\t\tWithAk(${id}).WithSk(${secret}).WithProjectId(${quoted(project.id)}).SafeBuild())`,
    `\tclient := kms.NewKmsClient(must(kms.KmsClientBuilder().WithEndpoint(${quoted(apiUrl)}).WithCredential(credentials).SafeBuild()))`,
    "",
  ];
}

function linesOfCall(call: Call, next: Call | undefined): string[] {
  const names = NAMES[call.operation];
  if (!names) return [];
  const fields = Object.entries(call.body).map(([member, value]) => `${pascal(member)}: ${fieldValue(names, member, value)}`);
  if (call.takes) fields.push(`${pascal(call.takes)}: *${camel(call.takes)}`);
  const name = camel(call.gives);
  const body = `&model.${names.body}{${fields.join(", ")}}`;
  const lines = [`\t${name} := must(client.${names.method}(&model.${names.request}{`, `\t\tBody: ${body},`, `\t})).${pascal(call.gives)}`];
  return next?.takes === call.gives ? lines : [...lines, `\tfmt.Println(*${name})`];
}

function fieldValue({ body, listed = [], optional = [] }: Names, member: string, value: string): string {
  const plain = member === "key_id" ? "keyID" : quoted(value);
  const exact = listed.includes(member) ? `model.Get${body}${pascal(member)}Enum().${value}` : plain;
  return optional.includes(member) ? `to(${exact})` : exact;
}

/** `cipher_text` as `CipherText`. */
function pascal(member: string): string {
  return member.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** `cipher_text` as `cipherText`. */
function camel(member: string): string {
  return member.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
