/** Terraform with the provider opentelekomcloud, which finds the API by the catalog and signs with an access key. */
import { useKeyWords } from "../../words/use-key-words";
import { askAccessKey } from "./credentials";
import { hclText } from "./quoting";
import type { Lines, Reach } from "./reach";

/**
 * The key as a data source, for others to name. Its data keys are left out on purpose: the provider writes their plaintext into the
 * state. The provider finds the region in the project's name, so it wants that, and no ID.
 */
export function terraformLines({ apiUrl, accountName, project, key }: Reach): Lines[] {
  const text = [
    "terraform {",
    "  required_providers {",
    "    opentelekomcloud = {",
    '      source = "opentelekomcloud/opentelekomcloud"',
    "    }",
    "  }",
    "}",
    "",
    'provider "opentelekomcloud" {',
    `  auth_url    = ${hclText(`${apiUrl}/v3`)}`,
    `  domain_name = ${hclText(accountName)}`,
    `  tenant_name = ${hclText(project.name)}`,
    "}",
    "",
    'data "opentelekomcloud_kms_key_v1" "key" {',
    `  key_id = ${hclText(key.key_id)}`,
    "}",
    "",
    'output "key_alias" {',
    "  value = data.opentelekomcloud_kms_key_v1.key.key_alias",
    "}",
  ].join("\n");
  return [
    { caption: "main.tf", language: "hcl", text },
    askAccessKey("OS_ACCESS_KEY", "OS_SECRET_KEY"),
    { caption: useKeyWords.captions.run, language: "sh", text: "terraform init\nterraform apply" },
  ];
}
